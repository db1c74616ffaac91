"""Calling a price of a purchase 采购点价: request, book, reject, expire, reverse, default."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, NotNow, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.crm.fixing.actions import NoQuoteYet
from backend.market.pricing import queries as pricing
from backend.market.quote import queries as quotes
from backend.supply.callprice import queries
from backend.supply.callprice.actions import exposure
from backend.supply.callprice.flow import State
from backend.supply.callprice.models import PurchaseFixing
from backend.supply.purchase import actions as purchases
from backend.supply.purchase.flow import OWED
from backend.supply.purchase.flow import State as PurchaseState
from backend.supply.purchase.models import Purchase, PurchaseLine

log.declare(
    "supply.fixing.requested",
    "supply.fixing.booked",
    "supply.fixing.rejected",
    "supply.fixing.expired",
    "supply.fixing.reversed",
)


class FixingSettled(Refusal):
    """A settlement rests on this line's price."""

    sentence = _("该采购合同已结算，不能再点价或冲回；请先冲回采购结算单。")


class NotYourCall(Refusal):
    """The other side has the right to call."""

    sentence = _("该行由买方点价，供应商不能点价。")


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    purchase_id: UUID,
    line_id: UUID,
    quantity: Decimal,
    trade_date: date,
    requested_at: datetime,
    requested_by: str,
    channel: str,
    booked_at: datetime | None,
) -> PurchaseFixing:
    """This will call some tonnes of a line for a trade date, and book them when asked to.

    With `booked_at` the price of the day must be known already. A supplier's own log-in calls
    only where the supplier may, and never books.
    """
    purchase, line = _open(purchase_id, line_id, actor)
    _require_caller(line, actor, books=booked_at is not None)
    rule = queries.call_rule(line)
    pricing.require_call(rule, quantity=quantity, trade_date=trade_date, at=requested_at)
    fixing = _new(purchase, line, quantity=quantity, trade_date=trade_date)
    if id is not None:
        fixing.id = id
    fixing.requested_at, fixing.requested_by = requested_at, requested_by
    fixing.channel = channel
    _number(fixing)
    documents.add(
        fixing, actor=actor, event="supply.fixing.requested", permission="supply.create_fixing"
    )
    return fixing if booked_at is None else _book(fixing, line, actor=actor, at=booked_at)


@documents.verb
def book(fixing_id: UUID, *, actor: Actor, at: datetime) -> PurchaseFixing:
    """This will make a called tranche count, at its day's price and the line's premium.

    Raises NoQuoteYet, OffTick or LimitBlocked.
    """
    purchase, fixing = _locked(fixing_id, actor, "book", states=OWED)
    return _book(fixing, line_of(purchase, fixing.line_id), actor=actor, at=at)


@documents.verb
def reject(fixing_id: UUID, *, actor: Actor, reason: str) -> PurchaseFixing:
    """This will refuse a call that was not booked yet."""
    _purchase, fixing = _locked(fixing_id, actor, "reject")
    fixing.reject()
    return documents.save(fixing, actor=actor, event="supply.fixing.rejected", reason=reason)


@documents.verb
def expire(fixing_id: UUID, *, actor: Actor, reason: str) -> PurchaseFixing:
    """This will let an unanswered call lapse."""
    _purchase, fixing = _locked(fixing_id, actor, "expire")
    fixing.expire()
    return documents.save(fixing, actor=actor, event="supply.fixing.expired", reason=reason)


@documents.verb
def reverse(fixing_id: UUID, *, actor: Actor, at: datetime, reason: str) -> PurchaseFixing:
    """This will take a booked tranche back by a counter-entry of the same price.

    Raises FixingSettled once a settlement rests on it (rulebook a.5).
    """
    purchase, fixing = _locked(fixing_id, actor, "reverse")
    line = line_of(purchase, fixing.line_id)
    if line.final_price is not None:
        raise FixingSettled
    if fixing.reverses_id is not None:
        raise NotNow(verbs=documents.verbs_now(fixing, actor), state=documents.state_label(fixing))
    counter = _new(purchase, line, quantity=-fixing.quantity, trade_date=fixing.trade_date)
    counter.reverses, counter.kind, counter.quote = fixing, fixing.kind, fixing.quote
    counter.requested_at, counter.requested_by = at, actor.label[:64]
    counter.premium, counter.base, counter.price = fixing.premium, fixing.base, fixing.price
    counter.amount = -(fixing.amount or money.ZERO)
    counter.booked_at = at
    fixing.reverse()
    counter.book()
    _number(counter)
    exposure.require(counter, line, actor=actor, refuses=False)
    documents.add(counter, actor=actor, event="supply.fixing.booked", reason=reason)
    _count(counter, line, actor=actor)
    payload = {"counter_id": counter.pk, "line_id": line.pk, "quantity": counter.quantity}
    return documents.save(
        fixing, actor=actor, event="supply.fixing.reversed", reason=reason, payload=payload
    )


@documents.verb
def default(
    *, actor: Actor, id: UUID | None, purchase_id: UUID, line_id: UUID, at: datetime
) -> PurchaseFixing:
    """This will price what nobody called at the last settlement of the window, as agreed.

    Raises NoDefault when the purchase says otherwise, the window runs, or nothing is left.
    """
    purchase, line = _open(purchase_id, line_id, actor)
    day = pricing.default_day(queries.call_rule(line), at=at)
    expire_all(line.pk, actor=actor)
    quantity = line.quantity - line.quantity_priced
    fixing = _new(purchase, line, quantity=quantity, trade_date=day)
    if id is not None:
        fixing.id = id
    fixing.kind = PurchaseFixing.Kind.DEFAULT
    fixing.requested_at, fixing.requested_by = at, actor.label[:64]
    _number(fixing)
    documents.add(
        fixing, actor=actor, event="supply.fixing.requested", permission="supply.default_fixing"
    )
    return _book(fixing, line, actor=actor, at=at)


@documents.verb
def expire_all(line_id: UUID, *, actor: Actor) -> int:
    """This will let every unanswered call of a line lapse; it returns how many."""
    purchase_id = PurchaseLine.objects.values_list("purchase_id", flat=True).get(pk=line_id)
    purchases.lock_for(purchase_id, actor=actor, states=list(PurchaseState))
    rows = PurchaseFixing.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    waiting = list(rows.filter(line_id=line_id, state=State.REQUESTED))
    for fixing in waiting:
        documents.remember(fixing)
        fixing.expire()
        documents.save(fixing, actor=actor, event="supply.fixing.expired")
    return len(waiting)


def line_of(purchase: Purchase, line_id: UUID) -> PurchaseLine:
    """This will lock a line of a locked purchase, or name the wrong field."""
    rows = PurchaseLine.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("instrument", "product")
    line = rows.filter(purchase=purchase, pk=line_id).first()
    if line is None:
        raise Malformed(errors={"line_id": _("合同中没有这一行")})
    line.purchase = purchase
    return line


def _require_caller(line: PurchaseLine, actor: Actor, *, books: bool) -> None:
    if actor.party_id is None:
        return
    if line.pricer != PurchaseLine.Side.SELLER:
        raise NotYourCall
    if books:
        raise Malformed(errors={"booked_at": _("点价由买方确认成交，请留空")})


def _open(purchase_id: UUID, line_id: UUID, actor: Actor) -> tuple[Purchase, PurchaseLine]:
    """Lock a visible purchase that is out, and one of its lines that is not settled."""
    documents.refer(Purchase, purchase_id, actor=actor, field="purchase_id")
    purchase = purchases.lock_for(purchase_id, actor=actor, states=OWED)
    line = line_of(purchase, line_id)
    if line.final_price is not None:
        raise FixingSettled
    return purchase, line


def _locked(
    fixing_id: UUID,
    actor: Actor,
    verb: str,
    *,
    states: tuple[PurchaseState, ...] = tuple(PurchaseState),
) -> tuple[Purchase, PurchaseFixing]:
    """Lock the purchase before the fixing, as every verb on a purchase does."""
    seen = documents.get(PurchaseFixing, fixing_id, actor=actor)
    purchase = purchases.lock_for(seen.purchase_id, actor=actor, states=states)
    permission = f"supply.{verb}_fixing"
    return purchase, documents.lock(PurchaseFixing, fixing_id, actor=actor, permission=permission)


def _new(
    purchase: Purchase, line: PurchaseLine, *, quantity: Decimal, trade_date: date
) -> PurchaseFixing:
    return PurchaseFixing(
        purchase=purchase,
        line=line,
        party_id=purchase.party_id,
        quantity=quantity,
        trade_date=trade_date,
        premium=line.premium,
        owner_id=purchase.owner_id,
        unit_id=purchase.unit_id,
    )


def _number(fixing: PurchaseFixing) -> None:
    fixing.no = numbering.next_number("CD", on=fixing.trade_date)


def _book(
    fixing: PurchaseFixing, line: PurchaseLine, *, actor: Actor, at: datetime
) -> PurchaseFixing:
    assert line.instrument is not None  # a constraint of the table
    if line.final_price is not None:
        raise FixingSettled
    quote = quotes.settle(line.instrument.pk, fixing.trade_date, kind=line.quote_kind)
    if quote is None:
        raise NoQuoteYet(instrument=line.instrument.code, day=fixing.trade_date)
    pricing.require_tick(line.instrument, kind=line.quote_kind, base=quote.value)
    # What nobody called is priced by the purchase itself: no limit can stop that.
    is_called = fixing.kind != PurchaseFixing.Kind.DEFAULT
    exposure.require(fixing, line, actor=actor, refuses=is_called)
    fixing.book()
    fixing.quote_id, fixing.base = quote.id, quote.value
    fixing.price = fixing.base + fixing.premium
    fixing.amount = money.amount(fixing.quantity, fixing.price)
    fixing.booked_at = at
    _count(fixing, line, actor=actor)
    payload = {
        "purchase_id": fixing.purchase_id,
        "line_id": line.pk,
        "quantity": fixing.quantity,
        "price": fixing.price,
        "amount": fixing.amount,
        "trade_date": fixing.trade_date,
        "kind": fixing.kind,
    }
    return documents.save(fixing, actor=actor, event="supply.fixing.booked", payload=payload)


def _count(fixing: PurchaseFixing, line: PurchaseLine, *, actor: Actor) -> None:
    purchases.note_priced(
        line.pk,
        actor=actor,
        quantity=fixing.quantity,
        amount=fixing.amount or money.ZERO,
        event_no=fixing.no,
    )
    exposure.post(fixing, line, actor=actor)
