"""Parts out of a van or a depot into the machine, and back again when it was a mistake."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed, Refusal
from backend.core.ids import uuid7
from backend.goods.product import queries as products
from backend.goods.product.models import Product
from backend.goods.serial import actions as serials
from backend.goods.serial import queries as known_serials
from backend.goods.stock import actions as stock
from backend.goods.stock.models import Lot
from backend.goods.warehouse.models import Warehouse
from backend.service.asset import actions as assets
from backend.service.workorder import queries
from backend.service.workorder.actions import hold, rows
from backend.service.workorder.flow import WRITABLE
from backend.service.workorder.models import PartUsed, WorkOrder


class PartNotThere(Refusal):
    """The van or depot does not have it."""

    sentence = _("“{place}”没有可用的 {product} {quantity}{unit}，请换仓库或先申请备件。")


@documents.verb
def use_part(
    work_order_id: UUID,
    *,
    actor: Actor,
    id: UUID | None,
    at: datetime,
    sent_at: datetime | None,
    product_id: UUID,
    quantity: Decimal,
    warehouse_id: UUID | None,
    lot_id: UUID | None,
    serial_in: str,
    serial_out: str,
    position: str,
    is_defective_back: bool,
) -> WorkOrder:
    """This will take a part out of stock and put it into the machine.

    Without a warehouse it comes out of the engineer's van. A serial that is not there is refused
    by name, so that one part is never used twice.
    """
    order = hold.lock(work_order_id, actor=actor, verb="use_part", states=WRITABLE)
    if rows.is_known(PartUsed, order, id):
        return order
    product = documents.refer(Product, product_id, actor=actor, field="product_id")
    assert product is not None
    counted = rows.moment(at, sent_at)
    place = _place(order, warehouse_id, actor=actor)
    wanted = [serial_in] if serial_in else []
    products.require_whole(product, quantity, field="quantity")
    serials.checked(product, wanted, quantity=quantity, field="serial_in")
    part = PartUsed(
        id=id or uuid7(),
        order=order,
        product=product,
        warehouse=place,
        quantity=quantity,
        serial_in=serial_in,
        serial_out=serial_out,
        position=position,
        is_defective_back=is_defective_back,
        at=counted,
    )
    source = Source.of(order)
    if wanted:
        (serial,) = serials.give_out(
            actor=actor, at=counted, product_id=product.pk, nos=wanted, source=source,
            warehouse_id=place.pk,
        )  # fmt: skip
        part.lot = serial.lot
    else:
        part.lot = _lot(part, lot_id, actor=actor)
    _draw(part, actor=actor, source=source)
    part.save(force_insert=True)
    order.cost_of_parts += part.cost_amount
    _fit(part, actor=actor, source=source)
    return hold.save(order, actor=actor, event="part_used", **facts(part))


@documents.verb
def take_back_part(
    work_order_id: UUID, *, actor: Actor, part_id: UUID, at: datetime, reason: str
) -> WorkOrder:
    """This will put a part back where it came from: it was noted by mistake or not needed."""
    order = hold.lock(work_order_id, actor=actor, verb="take_back_part", states=WRITABLE)
    part = order.parts.select_related("product", "lot").filter(pk=part_id).first()
    if part is None:
        raise Malformed(errors={"part_id": _("工单中没有这一用料")})
    if part.taken_back_at is not None:
        return order
    source = Source.of(order)
    stock.take_back(actor=actor, at=at, source=source, reason=reason, line_id=part.pk)
    if part.serial_in:
        assert part.lot_id is not None
        serials.take_in(
            actor=actor, at=at, product_id=part.product_id, lot_id=part.lot_id,
            warehouse_id=part.warehouse_id, nos=[part.serial_in], source=source,
        )  # fmt: skip
    part.taken_back_at, part.taken_back_reason = at, reason
    part.save(update_fields=["taken_back_at", "taken_back_reason"])
    order.cost_of_parts = money.cents(order.cost_of_parts - part.cost_amount)
    _unfit(part, actor=actor, source=source, at=at)
    return hold.save(order, actor=actor, event="part_taken_back", reason=reason, **facts(part))


def facts(part: PartUsed) -> dict[str, Any]:
    """This will say of a part what other rooms want to know."""
    return {
        "part_id": part.pk,
        "product_id": part.product_id,
        "lot_id": part.lot_id,
        "quantity": part.quantity,
        "serial_in": part.serial_in,
        "serial_out": part.serial_out,
        "supplier_id": part.supplier_id,
    }


def _place(order: WorkOrder, warehouse_id: UUID | None, *, actor: Actor) -> Warehouse:
    place = documents.refer(Warehouse, warehouse_id, actor=actor, field="warehouse_id")
    if place is None and order.engineer is not None:
        place = order.engineer.van
    if place is None:
        raise Malformed(errors={"warehouse_id": _("工程师没有服务车，请选择取自哪个仓库")})
    return place


def _lot(part: PartUsed, lot_id: UUID | None, *, actor: Actor) -> Lot:
    if lot_id is not None:
        lot = documents.refer(Lot, lot_id, actor=actor, field="lot_id")
        assert lot is not None
        if lot.product_id != part.product_id:
            raise Malformed(errors={"lot_id": _("批次不是该产品")})
        return lot
    found = queries.oldest_lot(part.product_id, part.warehouse_id, part.quantity)
    if found is None:
        raise PartNotThere(
            place=part.warehouse.name,
            product=part.product,
            quantity=f"{part.quantity.normalize():f}",
            unit=part.product.unit_of_measure,
        )
    return found


def _draw(part: PartUsed, *, actor: Actor, source: Source) -> None:
    assert part.lot_id is not None
    take = stock.Take(part.lot_id, part.warehouse_id, part.quantity)
    left = stock.draw(actor=actor, at=part.at, source=source, line_id=part.pk, takes=[take])
    part.cost_amount = left.cost
    bought = queries.bought_from(part.lot_id)
    part.supplier_id = None if bought is None else bought.supplier_id


def _fit(part: PartUsed, *, actor: Actor, source: Source) -> None:
    """The machine knows what is in it."""
    order = part.order
    if order.asset_id is None:
        return
    assets.swap_component(
        order.asset_id,
        actor=actor,
        at=part.at,
        product_id=part.product_id,
        serial_out=part.serial_out,
        serial_in=part.serial_in,
        lot_id=part.lot_id,
        supplier_id=part.supplier_id,
        position=part.position,
        source=source,
        quantity=part.quantity,
    )


def _unfit(part: PartUsed, *, actor: Actor, source: Source, at: datetime) -> None:
    """What came out for it goes in again."""
    if part.order.asset_id is None or not part.serial_in:
        return
    old = known_serials.of(part.product_id, part.serial_out) if part.serial_out else None
    assets.swap_component(
        part.order.asset_id,
        actor=actor,
        at=at,
        product_id=part.product_id,
        serial_out=part.serial_in,
        serial_in=part.serial_out,
        lot_id=None if old is None else old.lot_id,
        supplier_id=None,
        position=part.position,
        source=source,
    )
