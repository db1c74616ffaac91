"""What people in the warehouse do: note the number of a piece in stock, move it, write it off."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed, Refusal
from backend.goods.product.models import Product
from backend.goods.serial import queries
from backend.goods.serial.actions import papers
from backend.goods.serial.models import Serial
from backend.goods.stock.models import Lot
from backend.goods.warehouse.models import Warehouse


class NoRoom(Refusal):
    """There are as many serials as pieces."""

    sentence = _(
        "批次 {lot} 在仓库“{warehouse}”有 {there}，已登记 {known} 个序列号；"
        "请先办理入库或调拨，再登记序列号。"
    )


@documents.verb
def create(
    *, actor: Actor, id: UUID | None, at: datetime, no: str, lot_id: UUID, warehouse_id: UUID
) -> Serial:
    """This will note the number of a piece that lies in stock; raises NoRoom, SerialHere."""
    lot = documents.refer(Lot, lot_id, actor=actor, field="lot_id")
    warehouse = documents.refer(Warehouse, warehouse_id, actor=actor, field="warehouse_id")
    assert lot is not None and warehouse is not None  # noqa: PT018
    if lot.product.tracking != Product.Tracking.SERIAL:
        raise Malformed(errors={"lot_id": _("该产品不按序列号管理")})
    _require_room(lot, warehouse)
    if (known := queries.of(lot.product_id, no)) is not None:
        raise papers.SerialHere(no=no, where=papers.where(known))
    serial = Serial(no=no, product=lot.product, lot=lot, warehouse=warehouse, moved_at=at)
    serial.source_code, serial.source_id, serial.source_no = Source.of(lot)
    if id is not None:
        serial.id = id
    return documents.add(
        serial,
        actor=actor,
        event="goods.serial.taken_in",
        permission="goods.create_serial",
        payload=papers.facts(serial, Source.of(lot)),
    )


@documents.verb
def relocate(
    serial_id: UUID, *, actor: Actor, at: datetime, warehouse_id: UUID, reason: str
) -> Serial:
    """This will say in which warehouse a piece lies, after its lot was transferred there."""
    serial = documents.lock(Serial, serial_id, actor=actor, permission="goods.relocate_serial")
    warehouse = documents.refer(Warehouse, warehouse_id, actor=actor, field="warehouse_id")
    assert warehouse is not None
    if warehouse.pk != serial.warehouse_id:
        _require_room(serial.lot, warehouse)
    serial.warehouse, serial.moved_at = warehouse, at
    return documents.save(serial, actor=actor, event="goods.serial.moved", reason=reason)


@documents.verb
def scrap(serial_id: UUID, *, actor: Actor, at: datetime, reason: str) -> Serial:
    """This will write off a piece that came back; what lies in stock leaves by its lot."""
    serial = documents.lock(Serial, serial_id, actor=actor, permission="goods.scrap_serial")
    serial.scrap()
    serial.warehouse, serial.moved_at = None, at
    return documents.save(serial, actor=actor, event="goods.serial.scrapped", reason=reason)


def _require_room(lot: Lot, warehouse: Warehouse) -> None:
    """Count under the lock of the balance, so that two clerks cannot both take the last place."""
    rows = lot.balances.select_for_update().filter(warehouse=warehouse)
    there = sum(int(row.actual) for row in rows)
    known = queries.in_stock(lot.product_id, warehouse_id=warehouse.pk, lot_id=lot.pk).count()
    if known >= there:
        unit = lot.product.unit_of_measure
        raise NoRoom(lot=lot.no, warehouse=warehouse.name, there=f"{there} {unit}", known=known)
