"""What carriage, insurance, duty and handling cost, and who bears it.

Of goods that come in, the lots that were received bear it, by weight or value; of goods that go
out, the order lines do, as a direct cost of the sale.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Duplicate, Malformed, NotNow, Refusal
from backend.crm.contract.models import ContractLine
from backend.goods.cost import actions as costs
from backend.supply.shipment import calc, queries
from backend.supply.shipment.actions import hold
from backend.supply.shipment.flow import COSTED
from backend.supply.shipment.models import (
    Carrier,
    Direction,
    FreightBill,
    FreightShare,
    ReceivedLot,
    Shipment,
)

Basis = FreightBill.Basis


class BillKnown(Duplicate):
    """An invoice is booked once."""

    sentence = _("该承运商的这张账单（同一费用）已登记，请勿重复入账。")


class NothingReceived(Refusal):
    """There are no lots yet to bear the freight."""

    sentence = _("本运输单的货物尚未入库，收货过账后才能分摊运费。")


class NoValue(Refusal):
    """Goods without a value bear nothing by value."""

    sentence = _("货物没有货值，不能按货值分摊，请改按重量。")


documents.explains("supply_freightbill_once", BillKnown())


@documents.verb
def bill(
    shipment_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    carrier_id: UUID | None,
    currency: str,
    fx_rate: Decimal,
    cost_amount: Decimal,
    **facts: Any,
) -> Shipment:
    """This will book a line of a freight invoice; below zero it is a credit note.

    Of outgoing goods the order lines bear it at once; of incoming ones the lots do when
    `allocate` is said after they were received.
    """
    shipment = hold.lock(shipment_id, actor=actor, verb="bill", states=COSTED)
    carrier = documents.refer(Carrier, carrier_id, actor=actor, field="carrier_id")
    if currency == "CNY" and fx_rate != 1:
        raise Malformed(errors={"fx_rate": _("人民币账单的汇率须为 1")})
    row = FreightBill(
        shipment=shipment,
        carrier=carrier or shipment.carrier,
        currency=currency,
        fx_rate=fx_rate,
        cost_amount=cost_amount,
        cost_base=money.amount(cost_amount, fx_rate),
        **facts,
    )
    if not row.cost_base:
        raise Malformed(errors={"cost_amount": _("金额不能为零")})
    shares: list[dict[str, Any]] = []
    if shipment.direction == Direction.OUTBOUND:
        row.allocated_at = at
        row.save(force_insert=True)
        shares = _on_orders(row, shipment)
    else:
        row.save(force_insert=True)
    told: dict[str, Any] = {
        "bill_id": row.pk,
        "kind": row.kind,
        "on": row.billed_on,
        "shares": shares,
    }
    return hold.save(shipment, actor=actor, event="freight_billed", **told)


@documents.verb
def allocate(shipment_id: UUID, *, actor: Actor, at: datetime) -> Shipment:
    """This will put every open bill on the lots that came with a shipment, posted today.

    What is left of a lot bears its share, the share of what was sold is cost of sales. Raises
    NothingReceived before the goods are in stock.
    """
    shipment = hold.lock(shipment_id, actor=actor, verb="allocate", states=COSTED)
    if shipment.direction != Direction.INBOUND:
        raise Malformed(_("发货运费在登记账单时已计入订单，无需分摊。"))
    bills = list(shipment.bills.filter(allocated_at=None).select_for_update().order_by("id"))
    if not bills:
        raise NotNow(_("没有待分摊的费用。"))
    lots = _adopted(shipment)
    if not lots:
        raise NothingReceived
    for row in bills:
        _on_lots(row, lots, actor=actor, at=at, source=Source.of(shipment))
        row.allocated_at = at
        row.save(update_fields=["allocated_at"])
    return hold.save(
        shipment, actor=actor, event="freight_allocated", bills=[row.pk for row in bills]
    )


@documents.verb
def note_received(
    *, actor: Actor, receipt_id: UUID, receipt_no: str, on: date, lines: Sequence[Mapping[str, Any]]
) -> int:
    """This will remember which lots came of which purchase line, and with which shipment."""
    found = 0
    for line in lines:
        if line.get("line_id") is None or line.get("lot_id") is None:
            continue
        bought = UUID(str(line["line_id"]))
        shipment = queries.shipment_for(bought)
        _row, is_new = ReceivedLot.objects.get_or_create(
            receipt_id=receipt_id,
            lot_id=UUID(str(line["lot_id"])),
            defaults={
                "shipment": shipment,
                "purchase_line_id": bought,
                "receipt_no": receipt_no,
                "weight": Decimal(str(line["weight"])),
                "received_on": on,
            },
        )
        found += is_new
    return found


@documents.verb
def forget_received(*, receipt_id: UUID) -> int:
    """This will forget the lots of a receipt that was taken back."""
    return ReceivedLot.objects.filter(receipt_id=receipt_id).delete()[0]


def _adopted(shipment: Shipment) -> list[ReceivedLot]:
    """The shipment's lots, with those of its purchase lines that came before it was on file."""
    bought = shipment.lines.values("purchase_line_id")
    ReceivedLot.objects.filter(shipment=None, purchase_line__in=bought).update(shipment=shipment)
    return queries.lots_of(shipment)


def _on_lots(
    row: FreightBill,
    lots: Sequence[ReceivedLot],
    *,
    actor: Actor,
    at: datetime,
    source: Source,
) -> None:
    bases = [one.weight for one in lots]
    if row.basis == Basis.VALUE:
        bases = [money.amount(one.weight, one.lot.unit_cost or 0) for one in lots]
    parts = _shared(row, bases)
    amounts: dict[UUID, Decimal] = {}
    for one, part in zip(lots, parts, strict=True):
        if part:
            amounts[one.lot_id] = amounts.get(one.lot_id, money.ZERO) + part
    posted = costs.charge(amounts, actor=actor, at=at, source=source)
    FreightShare.objects.bulk_create(
        FreightShare(
            bill=row,
            lot_id=lot_id,
            cost_amount=amount,
            cost_to_stock=posted[lot_id].to_stock,
            cost_of_sales=posted[lot_id].to_cost_of_sales,
        )
        for lot_id, amount in amounts.items()
    )


def _on_orders(row: FreightBill, shipment: Shipment) -> list[dict[str, Any]]:
    """The share of each order line, kept and told; its margin hears of it."""
    lines = list(shipment.lines.all())
    bases = [line.weight for line in lines]
    if row.basis == Basis.VALUE:
        rows = ContractLine.objects.filter(pk__in=[line.contract_line_id for line in lines])
        prices: dict[Any, Decimal] = dict(rows.values_list("pk", "provisional_price"))
        bases = [money.amount(line.weight, prices[line.contract_line_id]) for line in lines]
    amounts: dict[Any, Decimal] = {}
    for line, part in zip(lines, _shared(row, bases), strict=True):
        if part:
            amounts[line.contract_line_id] = amounts.get(line.contract_line_id, money.ZERO) + part
    FreightShare.objects.bulk_create(
        FreightShare(bill=row, contract_line_id=pk, cost_amount=amount, cost_of_sales=amount)
        for pk, amount in amounts.items()
    )
    return [{"line_id": pk, "amount": amount} for pk, amount in amounts.items()]


def _shared(row: FreightBill, bases: Sequence[Decimal]) -> list[Decimal]:
    try:
        return calc.shared(row.cost_base, bases=bases)
    except money.CannotAllocate as nothing:
        raise NoValue from nothing
