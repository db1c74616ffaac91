"""What people do with a price settlement."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import capitals, money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Duplicate, NotNow, Refusal
from backend.core.events import log
from backend.core.events.log import plain
from backend.core.numbering import actions as numbering
from backend.goods.stock import actions as stock
from backend.supply.pricesettlement import queries
from backend.supply.pricesettlement.flow import State
from backend.supply.pricesettlement.models import (
    PriceSettlement,
    PriceSettlementLine,
    SettledLot,
)
from backend.supply.purchase import actions as purchases
from backend.supply.purchase.flow import State as PurchaseState
from backend.supply.purchase.models import Purchase

log.declare(
    "supply.settlement.created",
    "supply.settlement.recomputed",
    "supply.settlement.confirmed",
    "supply.settlement.reversed",
    "supply.settlement.voided",
)

STATES = (PurchaseState.RECEIVED, PurchaseState.SHORT_CLOSED)


class AlreadyInSettlement(Duplicate):
    """A purchase has one live settlement."""

    sentence = _("该采购合同已有进行中的结算单，请先作废或冲回。")


class PricesMoved(Refusal):
    """Receipts, fixings or prices changed since the settlement was worked out."""

    sentence = _(
        "自上次计算以来重量或价格有变化（原 {before}，现 {now}），请重新计算并与供应商确认。"
    )


class NotAllHere(Refusal):
    """Goods are still to come."""

    sentence = _("采购合同“{state}”，收货完毕或短交结案后才能结算。")


documents.explains("supply_pricesettlement_one_live", AlreadyInSettlement())


@documents.verb
def create(*, actor: Actor, id: UUID | None, on: date, purchase_id: UUID) -> PriceSettlement:
    """This will work out what a received purchase finally costs."""
    documents.refer(Purchase, purchase_id, actor=actor, field="purchase_id")
    purchase = _received(purchase_id, actor=actor)
    settlement = PriceSettlement(
        purchase=purchase,
        party_id=purchase.party_id,
        settled_on=on,
        owner_id=purchase.owner_id,
        unit_id=purchase.unit_id,
    )
    if id is not None:
        settlement.id = id
    found = queries.work_out(purchase)
    _fill(settlement, found)
    settlement.no = numbering.next_number("CJ", on=on)
    documents.add(
        settlement,
        actor=actor,
        event="supply.settlement.created",
        permission="supply.create_settlement",
        payload={"purchase_id": purchase.pk},
    )
    _write_lines(settlement, found)
    return settlement


@documents.verb
def recompute(settlement_id: UUID, *, actor: Actor, on: date) -> PriceSettlement:
    """This will work a draft out anew from the receipts and prices of now."""
    settlement, purchase = _lock(settlement_id, actor=actor, verb="recompute")
    if settlement.state != State.DRAFT:
        raise NotNow(
            verbs=documents.verbs_now(settlement, actor), state=documents.state_label(settlement)
        )
    found = queries.work_out(purchase)
    settlement.settled_on = on
    _fill(settlement, found)
    settlement.lines.all().delete()
    _write_lines(settlement, found)
    return documents.save(settlement, actor=actor, event="supply.settlement.recomputed")


@documents.verb
def confirm(
    settlement_id: UUID, *, actor: Actor, at: datetime, confirmed_by: str
) -> PriceSettlement:
    """This will book the final prices: the purchase, and every lot it brought, as of now.

    What is left of a lot bears its part, what was sold is cost of sales of this moment. Raises
    PricesMoved when a weight or price is not what it was when it was worked out.
    """
    settlement, purchase = _lock(settlement_id, actor=actor, verb="confirm")
    settlement.confirm()
    settlement.shown_to_id = settlement.party_id
    found = queries.work_out(purchase)
    if found.amount != settlement.amount:
        raise PricesMoved(before=settlement.amount, now=found.amount)
    on = timezone.localdate(at)
    settlement.confirmed_by, settlement.confirmed_on, settlement.settled_on = confirmed_by, on, on
    _fill(settlement, found)
    settlement.lines.all().delete()
    _write_lines(settlement, found)
    _price_lots(settlement, found, actor=actor, at=at)
    figures = {row.line.pk: (row.price, row.amount) for row in found.lines}
    purchases.note_settled(purchase.pk, actor=actor, lines=figures, event_no=settlement.no)
    payload = {
        "purchase_id": purchase.pk,
        "amount_final": settlement.amount,
        "on": on,
        "lines": [
            {
                "line_id": row.line.pk,
                "quantity": row.quantity,
                "price": row.price,
                "amount": row.amount,
            }
            for row in found.lines
        ],
    }
    return documents.save(
        settlement, actor=actor, event="supply.settlement.confirmed", payload=payload
    )


@documents.verb
def reverse(settlement_id: UUID, *, actor: Actor, reason: str) -> PriceSettlement:
    """This will take a confirmed settlement back, so that another can be made.

    Lots keep the price they have until the next one posts the difference.
    """
    settlement, purchase = _lock(settlement_id, actor=actor, verb="reverse")
    settlement.reverse()
    purchases.note_settled(purchase.pk, actor=actor, lines=None, event_no=settlement.no)
    return documents.save(
        settlement,
        actor=actor,
        event="supply.settlement.reversed",
        reason=reason,
        payload={"purchase_id": purchase.pk},
    )


@documents.verb
def void(settlement_id: UUID, *, actor: Actor, reason: str) -> PriceSettlement:
    """This will drop a settlement before it counted."""
    settlement, _purchase = _lock(settlement_id, actor=actor, verb="void")
    settlement.void()
    return documents.save(settlement, actor=actor, event="supply.settlement.voided", reason=reason)


def _received(purchase_id: UUID, *, actor: Actor) -> Purchase:
    purchase = purchases.lock_for(purchase_id, actor=actor, states=tuple(PurchaseState))
    if purchase.state not in STATES:
        raise NotAllHere(state=documents.state_label(purchase))
    return purchase


def _lock(settlement_id: UUID, *, actor: Actor, verb: str) -> tuple[PriceSettlement, Purchase]:
    """Lock the purchase, then its settlement: always in this order."""
    purchase_id = documents.get(PriceSettlement, settlement_id, actor=actor).purchase_id
    purchase = _received(purchase_id, actor=actor)
    settlement = documents.lock(
        PriceSettlement, settlement_id, actor=actor, permission=f"supply.{verb}_settlement"
    )
    return settlement, purchase


def _fill(settlement: PriceSettlement, found: queries.PurchaseSum) -> None:
    settlement.amount = found.amount
    settlement.amount_excl = found.excl
    settlement.tax = found.amount - found.excl
    settlement.provisional = found.provisional
    settlement.difference = found.amount - found.provisional
    settlement.paid = settlement.purchase.amount_paid
    settlement.due = found.amount - settlement.paid
    settlement.amount_words = capitals.rmb(found.amount)


def _write_lines(settlement: PriceSettlement, found: queries.PurchaseSum) -> None:
    for row in found.lines:
        line = PriceSettlementLine.objects.create(
            settlement=settlement,
            line=row.line,
            quantity=row.quantity,
            price=row.price,
            amount=row.amount,
            amount_excl=row.split.excl,
            tax=row.split.tax,
            provisional=row.provisional,
            trace=plain(row.trace),
        )
        SettledLot.objects.bulk_create(
            SettledLot(
                line=line, lot=lot.row.lot, weight=lot.weight, amount=lot.amount, value=lot.value
            )
            for lot in row.lots
        )


def _price_lots(
    settlement: PriceSettlement, found: queries.PurchaseSum, *, actor: Actor, at: datetime
) -> None:
    """Give each lot exactly its share of the final amount, in the order of their keys."""
    to_stock = to_sales = money.ZERO
    kept = {row.lot_id: row for row in SettledLot.objects.filter(line__settlement=settlement)}
    shares = [lot for line in found.lines for lot in line.lots if lot.row.lot is not None]
    for share in sorted(shares, key=lambda share: str(share.row.lot_id)):
        lot = share.row.lot
        assert lot is not None
        difference = share.value - queries.booked_value(share.row)
        adjusted = stock.price_for(
            lot.pk,
            actor=actor,
            at=at,
            unit_cost=_per_tonne(share.value, lot.actual),
            reason=str(settlement.no),
            source=Source.of(settlement),
            difference=difference,
        )
        row = kept[lot.pk]
        row.difference = difference
        row.to_stock, row.to_sales = adjusted.to_stock, adjusted.to_cost_of_sales
        row.save(update_fields=["difference", "to_stock", "to_sales"])
        to_stock += adjusted.to_stock
        to_sales += adjusted.to_cost_of_sales
    settlement.cost_to_stock, settlement.cost_to_sales = to_stock, to_sales


def _per_tonne(value: Decimal, weight: Decimal) -> Decimal:
    return money.price(value / weight)
