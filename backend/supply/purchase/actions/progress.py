"""What later papers report on a purchase: received, rejected, priced, settled, invoiced, paid."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import NotNow, Refusal
from backend.core.events import log
from backend.crm.contract import calc
from backend.market.pricing.queries import OverPriced
from backend.supply.purchase import queries
from backend.supply.purchase.flow import State
from backend.supply.purchase.models import Axis, Purchase, PurchaseLine

log.declare("supply.purchase.progressed")


class BeyondOrder(Refusal):
    """More tonnes would come in than the line's upper band allows."""

    sentence = _("超出可收货数量：已收 {received} 吨，本次 {adding} 吨，上限 {ceiling} 吨。")


class PaidBelowNothing(Refusal):
    """More money would be taken back than was paid."""

    sentence = _("冲回金额超过已付金额 {paid}。")


def lock_for(purchase_id: UUID, *, actor: Actor, states: Collection[str]) -> Purchase:
    """This will lock a purchase for a later paper; NotNow when it is in none of the states."""
    purchase = lock(purchase_id)
    if purchase.state not in states:
        raise NotNow(
            verbs=documents.verbs_now(purchase, actor), state=documents.state_label(purchase)
        )
    return purchase


@documents.verb
def note_received(
    line_id: UUID, *, actor: Actor, weight: Decimal, event_no: str = ""
) -> PurchaseLine:
    """This will count settlement tonnes as received (negative takes back) or raise BeyondOrder."""
    purchase, line = _locked(line_id)
    require_room(line, adding=weight)
    line.quantity_received += weight
    return _progress(purchase, line, actor=actor, step="received", figure=weight, no=event_no)


def require_room(line: PurchaseLine, *, adding: Decimal) -> None:
    """This will raise BeyondOrder when so many tonnes more would pass the upper band."""
    most = queries.ceiling(line)
    if adding > 0 and line.quantity_received + adding > most:
        raise BeyondOrder(
            received=line.quantity_received, adding=adding, ceiling=f"{most.normalize():f}"
        )


@documents.verb
def note_rejected(
    line_id: UUID, *, actor: Actor, weight: Decimal, event_no: str = ""
) -> PurchaseLine:
    """This will count tonnes as refused at the gate (negative takes back)."""
    purchase, line = _locked(line_id)
    line.quantity_rejected += weight
    return _progress(purchase, line, actor=actor, step="rejected", figure=weight, no=event_no)


@documents.verb
def note_priced(
    line_id: UUID, *, actor: Actor, quantity: Decimal, amount: Decimal, event_no: str = ""
) -> PurchaseLine:
    """This will count tonnes and their amount as priced (negative takes back) or OverPriced."""
    purchase, line = _locked(line_id)
    most = queries.ceiling(line)
    if quantity > 0 and line.quantity_priced + quantity > most:
        raise OverPriced(
            priced=line.quantity_priced, adding=quantity, ceiling=f"{most.normalize():f}"
        )
    line.quantity_priced += quantity
    line.amount_priced += amount
    return _progress(purchase, line, actor=actor, step="priced", figure=quantity, no=event_no)


@documents.verb
def note_settled(
    purchase_id: UUID,
    *,
    actor: Actor,
    lines: Mapping[UUID, tuple[Decimal, Decimal]] | None,
    event_no: str = "",
) -> Purchase:
    """This will fix each line's final price and amount; None opens them all again."""
    purchase = lock(purchase_id)
    rows = list(
        PurchaseLine.objects.select_for_update(no_key=True).filter(purchase=purchase).order_by("pk")
    )
    for line in rows:
        settled = None if lines is None else lines[line.pk]
        line.final_price, line.amount_final = settled or (None, None)
        line.save(update_fields=["final_price", "amount_final"])
    total = None if lines is None else money.total(line.amount_final or money.ZERO for line in rows)
    purchase.amount_final = total
    return _tell(purchase, actor=actor, step="settled", no=event_no)


@documents.verb
def note_invoiced(
    line_id: UUID, *, actor: Actor, amount: Decimal, event_no: str = ""
) -> PurchaseLine:
    """This will count money as invoiced by the supplier (a red invoice is negative)."""
    purchase, line = _locked(line_id)
    line.amount_invoiced += amount
    purchase.amount_invoiced += amount
    return _progress(purchase, line, actor=actor, step="invoiced", figure=None, no=event_no)


@documents.verb
def note_paid(purchase_id: UUID, *, actor: Actor, amount: Decimal, event_no: str = "") -> Purchase:
    """This will count money as paid (negative takes back) or raise PaidBelowNothing."""
    purchase = lock(purchase_id)
    if purchase.amount_paid + amount < 0:
        raise PaidBelowNothing(paid=purchase.amount_paid)
    purchase.amount_paid += amount
    return _tell(purchase, actor=actor, step="paid", no=event_no)


def measure(purchase: Purchase) -> None:
    """This will bring the axes in line with the lines, and the state with the goods."""
    lines = [queries.counters(line) for line in purchase.lines.all()]
    purchase.receipt_axis = Axis(calc.overall([calc.delivery(line) for line in lines]))
    purchase.pricing_axis = Axis(calc.overall([calc.pricing(line) for line in lines]))
    purchase.invoice_axis = Axis(calc.overall([calc.invoicing(line) for line in lines]))
    purchase.payment_axis = Axis(queries.payment(purchase))
    _follow(purchase, has_goods=any(line.shipped for line in lines))


def settle_down(purchase: Purchase) -> None:
    """This will leave a pending change for the state the goods and the supplier's word ask for."""
    if any(line.quantity_received for line in purchase.lines.all()):
        purchase.back_to_progress()
    elif purchase.acknowledged_on is not None:
        purchase.back_to_acknowledged()
    else:
        purchase.back_to_sent()
    measure(purchase)


def lock(purchase_id: UUID) -> Purchase:
    purchase = Purchase.objects.select_for_update(of=("self",), no_key=True).get(pk=purchase_id)
    documents.remember(purchase)
    return purchase


def _follow(purchase: Purchase, *, has_goods: bool) -> None:
    if has_goods and purchase.state in (State.SENT, State.ACKNOWLEDGED):
        purchase.start()
    is_complete = purchase.receipt_axis == Axis.COMPLETE
    if purchase.state == State.RECEIVED and not is_complete:
        purchase.reopen()
    if purchase.state != State.IN_PROGRESS:
        return
    if is_complete:
        purchase.complete()
    elif not has_goods and purchase.acknowledged_on is not None:
        purchase.back_to_acknowledged()
    elif not has_goods:
        purchase.back_to_sent()


def _locked(line_id: UUID) -> tuple[Purchase, PurchaseLine]:
    """Lock the purchase, then its line: always in this order."""
    purchase = lock(PurchaseLine.objects.values_list("purchase_id", flat=True).get(pk=line_id))
    rows = PurchaseLine.objects.select_for_update(of=("self",), no_key=True)
    line = rows.get(pk=line_id)
    line.purchase = purchase
    return purchase, line


def _progress(
    purchase: Purchase, line: PurchaseLine, *, actor: Actor, step: str, figure: Any, no: str
) -> PurchaseLine:
    line.save()
    _tell(purchase, actor=actor, step=step, figure=figure, no=no, line=line.pk)
    return line


def _tell(
    purchase: Purchase,
    *,
    actor: Actor,
    step: str,
    no: str,
    figure: Any = None,
    line: UUID | None = None,
) -> Purchase:
    """Tonnes are news for everybody who sees the purchase, money is not."""
    measure(purchase)
    payload = {"step": step, "figure": figure, "by": no, "line_id": line}
    return documents.save(
        purchase, actor=actor, event="supply.purchase.progressed", payload=payload
    )
