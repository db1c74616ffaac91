"""Parts on their way from a depot to a van: sent onto the road, and received off it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed, Refusal
from backend.goods.product.models import Product
from backend.goods.serial import actions as serials
from backend.goods.serial import queries as known_serials
from backend.goods.stock import actions as stock
from backend.goods.warehouse import queries as warehouses
from backend.goods.warehouse.models import Warehouse
from backend.service.parts.actions import vans
from backend.service.parts.models import PartsLine, PartsRequest, PartsSent
from backend.service.workorder import queries as orders


class NotInDepot(Refusal):
    """The depot does not have it."""

    sentence = _("“{place}”没有可用的 {product} {quantity}，请减少数量或换仓库。")


@documents.verb
def ship(
    parts_request_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    transit_warehouse_id: UUID,
    waybill: str,
    lines: Sequence[Any],
) -> PartsRequest:
    """This will put parts on the road: out of the depot into the place of goods under way.

    Without a lot the oldest that has enough is taken; parts with numbers are named by number.
    """
    request = vans.lock(parts_request_id, actor=actor, verb="ship")
    request.ship()
    road = warehouses.in_use(transit_warehouse_id, actor=actor, field="transit_warehouse_id")
    if road.kind != Warehouse.Kind.TRANSIT:
        raise Malformed(errors={"transit_warehouse_id": _("请选择在途仓")})
    known = {row.pk: row for row in request.lines.select_related("product")}
    for place, body in enumerate(lines):
        row = known.pop(body.line_id, None)
        if row is None:
            raise Malformed(errors={f"lines.{place}.line_id": _("申请中没有这一行，或重复")})
        _send(request, row, body, road=road, actor=actor, at=at, field=f"lines.{place}")
    request.transit_warehouse, request.waybill, request.shipped_at = road, waybill, at
    return vans.save(request, actor=actor, event="shipped")


@documents.verb
def receive(
    parts_request_id: UUID, *, actor: Actor, at: datetime, parcels: Sequence[Any]
) -> PartsRequest:
    """This will put what arrived into the van; a parcel not named arrived whole.

    What is missing stays on the road, where a stock-take finds it.
    """
    request = vans.lock(parts_request_id, actor=actor, verb="receive")
    request.receive()
    given = {body.parcel_id: body for body in parcels}
    rows = PartsSent.objects.filter(line__request=request).select_related("line__product")
    for parcel in rows:
        body = given.pop(parcel.pk, None)
        arrived = parcel.quantity if body is None else body.received
        _arrive(request, parcel, arrived, body, actor=actor, at=at)
    if given:
        raise Malformed(errors={"parcels": _("没有这一发货批次")})
    request.received_at = at
    return vans.save(request, actor=actor, event="received")


def _send(
    request: PartsRequest,
    row: PartsLine,
    body: Any,
    *,
    road: Warehouse,
    actor: Actor,
    at: datetime,
    field: str,
) -> None:
    if body.quantity > row.approved:
        raise Malformed(errors={f"{field}.quantity": _("发货数量超过批准数量")})
    nos = serials.checked(
        row.product, body.serials, quantity=body.quantity, field=f"{field}.serials"
    )
    source = Source.of(request)
    parcels = _parcels(request, row, body, nos, actor=actor)
    stock.send(
        actor=actor,
        at=at,
        source=source,
        line_id=row.pk,
        takes=[
            stock.Take(parcel.lot_id, request.from_warehouse_id, parcel.quantity)
            for parcel in parcels
        ],
        to_warehouse_id=road.pk,
    )
    if nos:
        serials.move(
            actor=actor, at=at, product_id=row.product_id, nos=nos, warehouse_id=road.pk,
            source=source,
        )  # fmt: skip
    PartsSent.objects.bulk_create(parcels)
    row.sent = body.quantity
    row.save(update_fields=["sent"])


def _parcels(
    request: PartsRequest, row: PartsLine, body: Any, nos: list[str], *, actor: Actor
) -> list[PartsSent]:
    """Parts with numbers go by the lots their numbers are of."""
    if not nos:
        lot_id = body.lot_id
        if lot_id is None:
            lot = orders.oldest_lot(row.product_id, request.from_warehouse_id, body.quantity)
            lot_id = None if lot is None else lot.pk
        if lot_id is None:
            raise _not_there(request, row.product, body.quantity)
        return [PartsSent(line=row, lot_id=lot_id, quantity=body.quantity)]
    by_lot: dict[UUID, list[str]] = {}
    known = known_serials.known(row.product_id, nos)
    for no in nos:
        serial = known.get(no)
        if serial is None or serial.warehouse_id != request.from_warehouse_id:
            said = _("没有这个序列号，请核对铭牌") if serial is None else serials.where(serial)
            raise serials.SerialNotHere(no=no, where=said)
        by_lot.setdefault(serial.lot_id, []).append(no)
    return [
        PartsSent(line=row, lot_id=lot_id, quantity=Decimal(len(some)), serials=some)
        for lot_id, some in by_lot.items()
    ]


def _not_there(request: PartsRequest, product: Product, quantity: Decimal) -> NotInDepot:
    wanted = f"{quantity.normalize():f}{product.unit_of_measure}"
    return NotInDepot(place=request.from_warehouse, product=product, quantity=wanted)


def _arrive(
    request: PartsRequest,
    parcel: PartsSent,
    arrived: Decimal,
    body: Any,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    if arrived > parcel.quantity:
        raise Malformed(errors={"parcels": _("收货数量超过发货数量")})
    if not arrived:
        return
    asked = parcel.serials if body is None else body.serials or parcel.serials
    product = parcel.line.product
    nos = serials.checked(product, asked, quantity=arrived, field="parcels")
    if strangers := set(nos) - set(parcel.serials):
        raise Malformed(
            errors={"parcels": _("不在发货清单中：{nos}").format(nos="、".join(strangers))}
        )
    assert request.transit_warehouse_id is not None
    source = Source.of(request)
    take = stock.Take(parcel.lot_id, request.transit_warehouse_id, arrived)
    stock.send(
        actor=actor, at=at, source=source, line_id=parcel.line_id, takes=[take],
        to_warehouse_id=request.to_warehouse_id,
    )  # fmt: skip
    if nos:
        serials.move(
            actor=actor, at=at, product_id=product.pk, nos=nos,
            warehouse_id=request.to_warehouse_id, source=source,
        )  # fmt: skip
    parcel.received = arrived
    parcel.save(update_fields=["received"])
    line = PartsLine.objects.select_for_update().get(pk=parcel.line_id)
    line.received += arrived
    line.save(update_fields=["received"])
