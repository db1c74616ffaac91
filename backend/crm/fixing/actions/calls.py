"""Calling a price 点价: request, book, reject, expire, reverse; and pricing by default."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import context, money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Refusal
from backend.core.events import log
from backend.core.events.models import Event
from backend.core.numbering import actions as numbering
from backend.crm.contract import actions as contracts
from backend.crm.contract.flow import State as ContractState
from backend.crm.contract.models import Contract, ContractLine
from backend.crm.fixing.actions import exposure
from backend.crm.fixing.actions.checks import line_of, require_call, require_default, require_tick
from backend.crm.fixing.flow import State
from backend.crm.fixing.models import Fixing
from backend.market.quote import queries as quotes

log.declare(
    "crm.fixing.requested",
    "crm.fixing.booked",
    "crm.fixing.rejected",
    "crm.fixing.expired",
    "crm.fixing.reversed",
    "crm.fixing.price_corrected",
)

EFFECTIVE = (ContractState.EFFECTIVE,)


class NoQuoteYet(Refusal):
    """The day's price is not known."""

    sentence = _("{instrument} {day} 的价格尚未录入，暂不能成交。")


class AlreadySettled(Refusal):
    """A settlement rests on this tranche."""

    sentence = _("该合同已出具结算单，不能冲回点价；请先作废结算单。")


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    contract_id: UUID,
    line_id: UUID,
    quantity: Decimal,
    trade_date: date,
    requested_at: datetime,
    requested_by: str,
    channel: str,
    booked_at: datetime | None,
) -> Fixing:
    """This will call some tonnes of a line for a trade date, and book them when asked to.

    With `booked_at` the price of the day must be known already.
    """
    contract, line = _open(contract_id, line_id, actor)
    require_call(line, quantity=quantity, trade_date=trade_date, at=requested_at, by=requested_by)
    fixing = _new(contract, line, actor=actor, quantity=quantity, trade_date=trade_date)
    if id is not None:
        fixing.id = id
    fixing.requested_at, fixing.requested_by = requested_at, requested_by
    fixing.channel = channel
    _number(fixing)
    documents.add(fixing, actor=actor, event="crm.fixing.requested", permission="crm.create_fixing")
    return fixing if booked_at is None else _book(fixing, line, actor=actor, at=booked_at)


@documents.verb
def book(fixing_id: UUID, *, actor: Actor, at: datetime) -> Fixing:
    """This will make a called tranche count, at its day's price and the line's premium.

    Raises NoQuoteYet while the day has no price, OffTick for one the exchange cannot print and
    LimitBlocked when it would take the position beyond what may be.
    """
    contract, fixing = _locked(fixing_id, actor, "crm.book_fixing", states=EFFECTIVE)
    return _book(fixing, line_of(contract, fixing.line_id), actor=actor, at=at)


@documents.verb
def reject(fixing_id: UUID, *, actor: Actor, reason: str) -> Fixing:
    """This will refuse a call that was not booked yet."""
    _contract, fixing = _locked(fixing_id, actor, "crm.reject_fixing")
    fixing.reject()
    return documents.save(fixing, actor=actor, event="crm.fixing.rejected", reason=reason)


@documents.verb
def expire(fixing_id: UUID, *, actor: Actor, reason: str) -> Fixing:
    """This will let an unanswered call lapse."""
    _contract, fixing = _locked(fixing_id, actor, "crm.expire_fixing")
    fixing.expire()
    return documents.save(fixing, actor=actor, event="crm.fixing.expired", reason=reason)


@documents.verb
def reverse(fixing_id: UUID, *, actor: Actor, at: datetime, reason: str) -> Fixing:
    """This will take a booked tranche back by a counter-entry of the same price.

    Raises AlreadySettled once a settlement rests on it (rulebook a.5).
    """
    contract, fixing = _locked(fixing_id, actor, "crm.reverse_fixing")
    line = line_of(contract, fixing.line_id)
    if line.amount_final is not None:
        raise AlreadySettled
    fixing.reverse()
    counter = _new(
        contract, line, actor=actor, quantity=-fixing.quantity, trade_date=fixing.trade_date
    )
    counter.reverses, counter.kind, counter.quote = fixing, fixing.kind, fixing.quote
    counter.requested_at, counter.requested_by = at, actor.label[:64]
    counter.premium, counter.base, counter.price = fixing.premium, fixing.base, fixing.price
    counter.amount = -(fixing.amount or money.ZERO)
    counter.booked_at = at
    _number(counter)
    exposure.require(counter, line, actor=actor, refuses=False)
    counter.book()
    documents.add(counter, actor=actor, event="crm.fixing.booked", reason=reason)
    contracts.note_priced(line.pk, actor=actor, quantity=-fixing.quantity, event_no=counter.no)
    exposure.post(counter, line, actor=actor)
    payload = {"counter_id": counter.pk, "line_id": line.pk, "quantity": counter.quantity}
    return documents.save(
        fixing, actor=actor, event="crm.fixing.reversed", reason=reason, payload=payload
    )


@documents.verb
def default(
    *, actor: Actor, id: UUID | None, contract_id: UUID, line_id: UUID, at: datetime
) -> Fixing:
    """This will price what nobody called at the last settlement of the window, as agreed.

    Raises NoDefault when the contract says otherwise, the window runs, or nothing is left.
    """
    contract, line = _open(contract_id, line_id, actor)
    day = require_default(line, at=at)
    expire_all(line.pk, actor=actor)
    quantity = line.quantity - line.quantity_priced
    fixing = _new(contract, line, actor=actor, quantity=quantity, trade_date=day)
    if id is not None:
        fixing.id = id
    fixing.kind = Fixing.Kind.DEFAULT
    fixing.requested_at, fixing.requested_by = at, actor.label[:64]
    _number(fixing)
    documents.add(
        fixing, actor=actor, event="crm.fixing.requested", permission="crm.default_fixing"
    )
    return _book(fixing, line, actor=actor, at=at)


@documents.verb
def expire_all(line_id: UUID, *, actor: Actor) -> int:
    """This will let every unanswered call of a line lapse; it returns how many."""
    contract_id = ContractLine.objects.values_list("contract_id", flat=True).get(pk=line_id)
    contracts.lock_for(contract_id, actor=actor, states=list(ContractState))
    rows = Fixing.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    waiting = list(rows.filter(line_id=line_id, state=State.REQUESTED))
    for fixing in waiting:
        documents.remember(fixing)
        fixing.expire()
        documents.save(fixing, actor=actor, event="crm.fixing.expired")
    return len(waiting)


@documents.verb
def tell_corrected(
    fixing_id: UUID, *, actor: Actor, news: Mapping[str, Any], cause: int
) -> Event | None:
    """This will tell once that the quote behind a booked fixing was corrected; nothing changes."""
    fixing = Fixing.objects.select_for_update(of=("self",), no_key=True).get(pk=fixing_id)
    name = "crm.fixing.price_corrected"
    if Event.objects.filter(name=name, document_id=fixing.pk, cause=cause).exists():
        return None
    payload = {"old": news["old"], "new": news["new"], "base": fixing.base}
    with context.caused_by(cause):
        return log.emit(name, fixing, actor=actor, payload=payload)


def _open(contract_id: UUID, line_id: UUID, actor: Actor) -> tuple[Contract, ContractLine]:
    """Lock a visible, effective contract and one of its lines."""
    documents.refer(Contract, contract_id, actor=actor, field="contract_id")
    contract = contracts.lock_for(contract_id, actor=actor, states=EFFECTIVE)
    return contract, line_of(contract, line_id)


def _locked(
    fixing_id: UUID,
    actor: Actor,
    permission: str,
    *,
    states: tuple[ContractState, ...] = tuple(ContractState),
) -> tuple[Contract, Fixing]:
    """Lock the contract before the fixing, as every verb on a contract does."""
    seen = documents.get(Fixing, fixing_id, actor=actor)
    contract = contracts.lock_for(seen.contract_id, actor=actor, states=states)
    return contract, documents.lock(Fixing, fixing_id, actor=actor, permission=permission)


def _new(
    contract: Contract, line: ContractLine, *, actor: Actor, quantity: Decimal, trade_date: date
) -> Fixing:
    return Fixing(
        contract=contract,
        line=line,
        party_id=contract.party_id,
        quantity=quantity,
        trade_date=trade_date,
        premium=line.premium,
        owner_id=contract.owner_id,
        unit_id=contract.unit_id,
    )


def _number(fixing: Fixing) -> None:
    fixing.no = numbering.next_number("DJ", on=fixing.trade_date)


def _book(fixing: Fixing, line: ContractLine, *, actor: Actor, at: datetime) -> Fixing:
    assert line.instrument is not None  # a constraint of the table
    quote = quotes.settle(line.instrument.pk, fixing.trade_date, kind=line.quote_kind)
    if quote is None:
        raise NoQuoteYet(instrument=line.instrument.code, day=fixing.trade_date)
    require_tick(line, quote.value)
    # What nobody called is priced by the contract itself: no limit can stop that.
    exposure.require(fixing, line, actor=actor, refuses=fixing.kind != Fixing.Kind.DEFAULT)
    fixing.book()
    fixing.quote_id, fixing.base = quote.id, quote.value
    fixing.price = fixing.base + fixing.premium
    fixing.amount = money.amount(fixing.quantity, fixing.price)
    fixing.booked_at = at
    contracts.note_priced(line.pk, actor=actor, quantity=fixing.quantity, event_no=fixing.no)
    exposure.post(fixing, line, actor=actor)
    payload = {
        "contract_id": fixing.contract_id,
        "line_id": line.pk,
        "quantity": fixing.quantity,
        "price": fixing.price,
        "amount": fixing.amount,
        "trade_date": fixing.trade_date,
        "kind": fixing.kind,
    }
    return documents.save(fixing, actor=actor, event="crm.fixing.booked", payload=payload)
