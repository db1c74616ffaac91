"""Planning a shipment: which goods go which way, by whom."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Invisible, Malformed, Refusal
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.crm.delivery.flow import State as DeliveryState
from backend.crm.delivery.models import Delivery
from backend.supply.purchase import queries as purchases
from backend.supply.purchase.flow import OPEN
from backend.supply.purchase.models import Purchase, PurchaseLine
from backend.supply.shipment import calc
from backend.supply.shipment.actions import hold
from backend.supply.shipment.flow import AHEAD, LIVE, State
from backend.supply.shipment.models import (
    Carrier,
    Direction,
    Driver,
    Shipment,
    ShipmentLine,
    ShipmentPaper,
    Vehicle,
)

OFF = (State.CANCELLED, State.RETURNED)
GONE_WRONG = (DeliveryState.CANCELLED, DeliveryState.RETURNED, DeliveryState.REFUSED)


class OverShipped(Refusal):
    """More would be under way than the purchase takes."""

    sentence = _(
        "采购行 {seq} 已安排运输 {planned} 吨，本次 {adding} 吨，超过采购上限 {ceiling} 吨。"
    )


class AlreadyShipped(Refusal):
    """A delivery travels once."""

    sentence = _("发货单 {delivery} 已在运输单 {no} 中。")


class OtherSides(Malformed):
    """A shipment has one other side."""

    sentence = _("一张运输单的货物须属于同一往来单位。")


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    direction: str,
    lines: Sequence[Any],
    carrier_id: UUID | None,
    vehicle_id: UUID | None,
    driver_id: UUID | None,
    **facts: Any,
) -> Shipment:
    """This will plan a shipment of purchase lines (inbound) or of deliveries (outbound).

    Its checklist of papers follows from mode, direction, trade term and border.
    """
    shipment = Shipment(direction=direction, **facts)
    if id is not None:
        shipment.id = id
    rows = _lines(shipment, lines, actor=actor)
    crew(
        shipment,
        actor=actor,
        changes={"carrier_id": carrier_id, "vehicle_id": vehicle_id, "driver_id": driver_id},
    )
    shipment.no = numbering.next_number("YS", on=on)
    documents.add(
        shipment,
        actor=actor,
        event="supply.shipment.planned",
        permission="supply.create_shipment",
    )
    ShipmentLine.objects.bulk_create(rows)
    _list_papers(shipment)
    return shipment


@documents.verb
def change(shipment_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Shipment:
    """This will correct a shipment that is not over; goods only before they are loaded."""
    lines = changes.pop("lines", None)
    states = LIVE if lines is None else AHEAD
    shipment = hold.lock(shipment_id, actor=actor, verb="change", states=states)
    crew(shipment, actor=actor, changes=changes)
    if changes.get("eta") is not None and changes["eta"] != shipment.eta:
        shipment.late_since = None
    for name, value in changes.items():
        setattr(shipment, name, value)
    if lines is not None:
        shipment.lines.all().delete()
        ShipmentLine.objects.bulk_create(_lines(shipment, lines, actor=actor))
    hold.date_papers(shipment)
    return hold.save(shipment, actor=actor, event="changed")


def crew(shipment: Shipment, *, actor: Actor, changes: dict[str, Any]) -> None:
    """This will set carrier, vehicle and driver out of the changes, who must belong together."""
    for name, model in (("carrier", Carrier), ("vehicle", Vehicle), ("driver", Driver)):
        field = f"{name}_id"
        if field in changes:
            pk = changes.pop(field)
            setattr(shipment, name, documents.refer(model, pk, actor=actor, field=field))
    for field, one in (("vehicle_id", shipment.vehicle), ("driver_id", shipment.driver)):
        if one is not None and one.carrier_id != shipment.carrier_id:
            raise Malformed(errors={field: _("不属于所选承运商")})
    if shipment.vehicle is not None:
        shipment.plate = shipment.vehicle.plate
    if shipment.driver is not None:
        shipment.driver_name = shipment.driver.name
        shipment.driver_phone = shipment.driver.driver_phone


def _lines(shipment: Shipment, bodies: Sequence[Any], *, actor: Actor) -> list[ShipmentLine]:
    build = _bought if shipment.direction == Direction.INBOUND else _sold
    rows, sides = [], []
    for seq, body in enumerate(bodies, start=1):
        row, party = build(shipment, body, actor=actor, at=f"lines.{seq - 1}")
        row.shipment, row.seq, row.weight, row.pieces = shipment, seq, body.weight, body.pieces
        rows.append(row)
        sides.append(party)
    if len({party.pk for party in sides}) > 1:
        raise OtherSides(errors={"lines": OtherSides.sentence})
    if len({row.purchase_line_id or row.source_id for row in rows}) < len(rows):
        raise Malformed(errors={"lines": _("同一货物出现了两次")})
    shipment.party = sides[0]
    shipment.weight = sum((row.weight for row in rows), Decimal("0.000"))
    shipment.pieces = sum(row.pieces for row in rows)
    return rows


def _bought(shipment: Shipment, body: Any, *, actor: Actor, at: str) -> tuple[ShipmentLine, Party]:
    """A line of a purchase that takes goods, with room for them."""
    field = f"{at}.purchase_line_id"
    if body.purchase_line_id is None or body.delivery_id is not None:
        raise Malformed(errors={field: _("进货运输请填写采购行")})
    line = PurchaseLine.objects.filter(pk=body.purchase_line_id).first()
    if line is None:
        raise Malformed(errors={field: Invisible.sentence})
    purchase = documents.refer(Purchase, line.purchase_id, actor=actor, field=field)
    assert purchase is not None
    if purchase.state not in OPEN:
        raise Malformed(errors={field: _("采购合同未生效或已结束，不能安排运输")})
    others = ShipmentLine.objects.filter(purchase_line=line).exclude(shipment__state__in=OFF)
    planned = others.exclude(shipment=shipment.pk).aggregate(sum=Sum("weight"))["sum"] or Decimal(0)
    ceiling = purchases.ceiling(line)
    if planned + body.weight > ceiling:
        raise OverShipped(
            seq=line.seq, planned=planned, adding=body.weight, ceiling=ceiling.normalize()
        )
    return ShipmentLine(purchase_line=line, product_id=line.product_id), purchase.party


def _sold(shipment: Shipment, body: Any, *, actor: Actor, at: str) -> tuple[ShipmentLine, Party]:
    """A delivery that goes out, on no other way."""
    field = f"{at}.delivery_id"
    if body.delivery_id is None or body.purchase_line_id is not None:
        raise Malformed(errors={field: _("发货运输请填写发货单")})
    delivery = documents.refer(Delivery, body.delivery_id, actor=actor, field=field)
    assert delivery is not None
    if delivery.state in GONE_WRONG:
        raise Malformed(errors={field: _("发货单已取消、拒收或退回")})
    source = Source.of(delivery)
    taken = ShipmentLine.objects.filter(source_code=source.code, source_id=source.id)
    other = taken.exclude(shipment__state__in=OFF).exclude(shipment=shipment.pk).first()
    if other is not None:
        raise AlreadyShipped(delivery=delivery.no, no=other.shipment.no)
    row = ShipmentLine(
        product_id=delivery.line.product_id,
        source_code=source.code,
        source_id=source.id,
        source_no=source.no,
        contract_line_id=delivery.line_id,
    )
    return row, delivery.party


def _list_papers(shipment: Shipment) -> None:
    ShipmentPaper.objects.bulk_create(
        ShipmentPaper(
            shipment=shipment,
            kind=paper.kind,
            counts_from=paper.counts_from,
            offset_days=paper.days,
        )
        for paper in calc.papers(
            shipment.mode,
            direction=shipment.direction,
            incoterm=shipment.incoterm,
            crosses_border=shipment.crosses_border,
        )
    )
    hold.date_papers(shipment)
