"""Goods change their owner where they lie; each part becomes a lot of the new owner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Refusal
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.goods.cost import actions as cost
from backend.goods.cost.models import CostEntry
from backend.goods.stock import calc, queries
from backend.goods.stock.actions import back, ledger, quality
from backend.goods.stock.actions.leaving import Taken, take_cost
from backend.goods.stock.actions.ledger import Booking
from backend.goods.stock.actions.papers import Take, lock_takes, serve
from backend.goods.stock.models import Balance, Lot, LotLink, StockMove
from backend.goods.warehouse import calc as places

KEPT = (
    "product_id",
    "brand",
    "grade",
    "spec",
    "heat",
    "origin",
    "mill",
    "their_no",
    "certificate",
    "produced_on",
    "quality",
    "tax_basis",
)


class Indivisible(Refusal):
    """Lots of an exchange's warehouse go as a whole."""

    sentence = _("批次“{lot}”在交割仓，仓单不可拆分，只能整批办理。")


class Passing(NamedTuple):
    """Tonnes that pass for one line of a paper; our new goods need a cost per tonne."""

    line_id: UUID
    take: Take
    unit_cost: Decimal | None = None


class Passed(NamedTuple):
    """A line whose goods have passed: the new owner's lot, and what they cost when ours."""

    line_id: UUID
    lot: Lot
    cost: Decimal | None


@documents.verb
def pass_title(
    passings: Sequence[Passing],
    *,
    actor: Actor,
    at: datetime,
    source: Source,
    to_party: Party,
    sold_by: Source | None = None,
    reason: str = "",
) -> list[Passed]:
    """This will give goods to another owner without moving them, all at one moment.

    What was ours leaves at cost, as cost of sales of `sold_by` (default: the paper itself); what
    becomes ours enters at the cost named. What the paper's lines hold goes first.
    """
    booking = Booking(
        actor=actor,
        at=at,
        kind=StockMove.Kind.TITLE,
        source=source,
        reason=reason,
        cost_source=sold_by,
    )
    balances = lock_takes([one.take for one in passings])
    quality.require_released(balances.values())
    taken = [serve([one.take], balances, source, one.line_id)[0] for one in passings]
    gone = [_gone(part, one.take) for part, one in zip(taken, passings, strict=True)]
    lots = [
        _lot(part.balance, measures, one, to_party=to_party, booking=booking)
        for part, measures, one in zip(taken, gone, passings, strict=True)
    ]
    there = _places(lots, [part.balance for part in taken])
    changes = []
    for part, measures, balance in zip(taken, gone, there, strict=True):
        part.give_up()
        changes += [(part.balance, -measures), (balance, measures)]
    moves = ledger.move(booking, changes)
    costs = _value(moves, taken, there, passings, booking)
    ledger.tell("goods.lot.passed", moves[::2], booking=booking)
    return [
        Passed(one.line_id, lot, worth)
        for one, lot, worth in zip(passings, lots, costs, strict=True)
    ]


@documents.verb
def return_title(
    *, actor: Actor, at: datetime, source: Source, reason: str, sold_by: Source | None = None
) -> list[StockMove]:
    """This will give goods back to who had them, at the cost they left with."""
    rows = queries.standing(source, kinds=(StockMove.Kind.TITLE,))
    booking = Booking(
        actor=actor,
        at=at,
        kind=StockMove.Kind.RETURN,
        source=source,
        reason=reason,
        cost_source=sold_by,
    )
    return back.undo(list(rows), booking, kinds=(StockMove.Kind.TITLE,))


def _gone(part: Taken, take: Take) -> calc.Measures:
    whole = ledger.whole_of(part.balance)
    is_part = take.weight != whole.actual
    if is_part and not places.rules(part.balance.place_kind).divisible:  # type: ignore[attr-defined]
        raise Indivisible(lot=part.balance.lot)
    return calc.part_of(whole, tonnes=take.weight, pieces=take.pieces)


def _lot(
    balance: Balance,
    measures: calc.Measures,
    passing: Passing,
    *,
    to_party: Party,
    booking: Booking,
) -> Lot:
    old = balance.lot
    lot = Lot(
        **{name: getattr(old, name) for name in KEPT},
        owner_party=to_party,
        received_at=booking.at,
        unit_cost=passing.unit_cost,
        pieces=measures.pieces,
        theoretical=measures.theoretical,
        actual=measures.actual,
        owner_id=old.owner_id,
        unit_id=old.unit_id,
    )
    lot.no = numbering.next_number("LOT", on=timezone.localdate(booking.at))
    documents.add(lot, actor=booking.actor, event="goods.lot.received")
    LotLink.objects.create(parent=old, child=lot, kind=LotLink.Kind.TITLE, weight=measures.actual)
    return lot


def _places(lots: Sequence[Lot], balances: Sequence[Balance]) -> list[Balance]:
    """The new owner's balances, in the same warehouses."""
    there = [(lot, balance.warehouse_id) for lot, balance in zip(lots, balances, strict=True)]
    ledger.open_balances(there)
    return [ledger.lock_places(lot, [warehouse])[warehouse] for lot, warehouse in there]


def _value(
    moves: Sequence[StockMove],
    taken: Sequence[Taken],
    there: Sequence[Balance],
    passings: Sequence[Passing],
    booking: Booking,
) -> list[Decimal | None]:
    before = [part.balance for part in taken]
    cost.lock_pools(ledger.keys_of([*before, *there]))
    ours = [pair for pair in zip(moves[::2], before, strict=True) if pair[1].is_ours]  # type: ignore[attr-defined]
    parts = take_cost(
        [row for row, _ in ours], [balance for _, balance in ours], booking, CostEntry.Kind.ISSUE
    )
    left = {
        row.pk: money.total(part.value for part in found)
        for (row, _), found in zip(ours, parts, strict=True)
    }
    for row, balance, passing in zip(moves[1::2], there, passings, strict=True):
        if balance.is_ours:  # type: ignore[attr-defined]
            _enter(row, balance, passing, booking)
    return [left.get(row.pk) for row in moves[::2]]


def _enter(row: StockMove, balance: Balance, passing: Passing, booking: Booking) -> None:
    key = ledger.key_of(balance)
    value = money.amount(row.actual, passing.unit_cost or Decimal(0))
    cost.receive(
        cost.lock_pools([key])[key],
        lot_id=row.lot_id,
        parts=[cost.Part(row.actual, value, booking.at)],
        move_id=row.pk,
        cause=booking.cause(CostEntry.Kind.RECEIPT)._replace(source=booking.source),
    )
