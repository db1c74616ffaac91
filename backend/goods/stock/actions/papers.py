"""Goods that a paper above names lot by lot: drawn for processing, or sent to another place.

The paper's verb was allowed already, so nothing is asked of the actor here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed
from backend.goods.cost.models import CostEntry
from backend.goods.stock import calc, queries
from backend.goods.stock.actions import bonded, claims, ledger, quality
from backend.goods.stock.actions.leaving import IssueResult, Taken, book
from backend.goods.stock.actions.ledger import Booking, NotEnough
from backend.goods.stock.actions.moving import carry
from backend.goods.stock.models import Balance, Lot, Reservation, StockMove
from backend.goods.stock.queries import free_of, open_weight
from backend.goods.warehouse.models import Warehouse

ZERO = Decimal("0.000")


class Take(NamedTuple):
    """Tonnes of one lot in one warehouse; pieces not counted follow the weight."""

    lot_id: UUID
    warehouse_id: UUID
    weight: Decimal
    pieces: int | None = None


@documents.verb
def draw(
    *,
    actor: Actor,
    at: datetime,
    source: Source,
    line_id: UUID,
    takes: Sequence[Take],
    reason: str = "",
) -> IssueResult:
    """This will take exactly these lots out of stock for processing, at cost.

    Of each lot what the paper's line has reserved goes first, then what is free; raises NotEnough.
    Goods that are held or rejected are drawn for a named reason only, but for what was sent to a
    mill already: there the metal is gone, whatever the books think of it.
    """
    booking = Booking(
        actor=actor,
        at=at,
        kind=StockMove.Kind.PROCESS,
        source=source,
        line_id=line_id,
        reason=reason,
    )
    wanted = _joined(takes)
    balances = lock_takes(wanted)
    here = [row for row in balances.values() if row.place_kind != Warehouse.Kind.PROCESSOR]  # type: ignore[attr-defined]
    quality.require_released(here, reason=reason)
    taken = serve(wanted, balances, source, line_id)
    counted = [take.pieces for take in wanted]
    return book(taken, booking, counted, kind=CostEntry.Kind.PROCESS)


@documents.verb
def issue_lots(
    *,
    actor: Actor,
    at: datetime,
    source: Source,
    line_id: UUID,
    takes: Sequence[Take],
    reservation_source: Source,
    reservation_line_id: UUID,
) -> IssueResult:
    """This will hand exactly these lots over for a paper, at cost: serials say which they are.

    What the other paper's line has reserved of them goes first. Raises NotEnough, Unreleased.
    """
    booking = Booking(
        actor=actor,
        at=at,
        kind=StockMove.Kind.ISSUE,
        source=source,
        line_id=line_id,
        reason="",
    )
    wanted = _joined(takes)
    balances = lock_takes(wanted)
    quality.require_released(balances.values())
    taken = serve(wanted, balances, reservation_source, reservation_line_id)
    return book(taken, booking, [take.pieces for take in wanted])


@documents.verb
def remove(
    *,
    actor: Actor,
    at: datetime,
    source: Source,
    line_id: UUID,
    takes: Sequence[Take],
    reason: str,
) -> IssueResult:
    """This will take exactly these lots out of stock, held and rejected ones too, at cost.

    For goods that are scrapped or go back to who sold them; the reason is asked for.
    """
    if not reason.strip():
        raise Malformed(errors={"reason": _("请写明原因")})
    booking = Booking(
        actor=actor,
        at=at,
        kind=StockMove.Kind.ISSUE,
        source=source,
        line_id=line_id,
        reason=reason,
    )
    wanted = _joined(takes)
    taken = serve(wanted, lock_takes(wanted), source, line_id)
    return book(taken, booking, [take.pieces for take in wanted])


@documents.verb
def send(
    *,
    actor: Actor,
    at: datetime,
    source: Source,
    line_id: UUID,
    takes: Sequence[Take],
    to_warehouse_id: UUID,
    reason: str = "",
) -> list[StockMove]:
    """This will move exactly these lots to another warehouse; they keep their cost and age.

    What the paper's line has reserved of them goes first and is no longer reserved afterwards.
    Goods that are held or rejected go for a named reason only; bonded ones stay under bond.
    The answer has two movements for each lot: out of the one place, into the other.
    """
    wanted = _joined(takes)
    if any(take.warehouse_id == to_warehouse_id for take in wanted):
        raise Malformed(errors={"to_warehouse_id": _("调入仓库必须与调出仓库不同")})
    booking = Booking(
        actor=actor,
        at=at,
        kind=StockMove.Kind.TRANSFER,
        source=source,
        line_id=line_id,
        reason=reason,
    )
    rows = Lot.objects.filter(pk__in=[take.lot_id for take in wanted]).order_by("pk")
    lots = list(rows.select_for_update(no_key=True))
    bonded.require_cleared(lots, to_warehouse_id)
    ledger.open_balances([(lot, to_warehouse_id) for lot in lots])
    balances = lock_takes(wanted, to_warehouse_id)
    quality.require_released(balances.values(), reason=reason)
    taken = serve(wanted, balances, source, line_id)
    changes = []
    for take, part in zip(wanted, taken, strict=True):
        part.give_up()
        gone = calc.part_of(ledger.whole_of(part.balance), tonnes=take.weight, pieces=take.pieces)
        there = balances[take.lot_id, to_warehouse_id]
        changes += [(part.balance, -gone), (there, gone)]
    moves = ledger.move(booking, changes)
    carry(list(zip(moves, [balance for balance, _ in changes], strict=True)), booking)
    ledger.tell("goods.lot.transferred", moves[1::2], booking=booking)
    return moves


@documents.verb
def reserve_lots(
    *, actor: Actor, source: Source, line_id: UUID, takes: Sequence[Take]
) -> list[Reservation]:
    """This will hold tonnes of exactly these lots for a line; raises NotEnough, Unreleased."""
    wanted = _joined(takes)
    balances = lock_takes(wanted)
    quality.require_released(balances.values())
    held = []
    for take in wanted:
        balance = balances[take.lot_id, take.warehouse_id]
        if take.weight > free_of(balance):
            raise NotEnough.of(balance.lot, wanted=take.weight, available=free_of(balance))
        balance.reserved += take.weight
        held.append(claims.claim(source, line_id, balance, take.weight))
    Balance.objects.bulk_update(balances.values(), ["reserved"])
    return Reservation.objects.bulk_create(held)


def _joined(takes: Iterable[Take]) -> list[Take]:
    """One take a place, with tonnes above zero; pieces are counted for all of it or none."""
    found: dict[tuple[UUID, UUID], Take] = {}
    for take in takes:
        if take.weight <= 0:
            raise Malformed(errors={"weight": _("重量必须大于零")})
        key = (take.lot_id, take.warehouse_id)
        if key in found:
            had = found[key]
            is_counted = had.pieces is not None and take.pieces is not None
            pieces = (had.pieces or 0) + (take.pieces or 0) if is_counted else None
            take = Take(*key, had.weight + take.weight, pieces)
        found[key] = take
    if not found:
        raise Malformed(errors={"takes": _("至少需要一个批次")})
    return list(found.values())


def lock_takes(
    takes: Sequence[Take], to_warehouse_id: UUID | None = None
) -> dict[tuple[UUID, UUID], Balance]:
    """This will lock the balances of lots in their warehouses, and in the one they go to."""
    places = Q()
    for take in takes:
        places |= Q(lot_id=take.lot_id, warehouse_id__in=[take.warehouse_id, to_warehouse_id])
    found = {(row.lot_id, row.warehouse_id): row for row in ledger.lock_balances(places)}
    if any((take.lot_id, take.warehouse_id) not in found for take in takes):
        raise Malformed(errors={"lot_id": _("该批次不在这个仓库")})
    return found


def serve(
    takes: Sequence[Take],
    balances: dict[tuple[UUID, UUID], Balance],
    source: Source,
    line_id: UUID,
) -> list[Taken]:
    """This will take the line's own claims first, read under the lock, then what is free."""
    held_by: dict[UUID, list[Reservation]] = {}
    rows = queries.holds(source, line_id).filter(balance__in=list(balances.values()))
    for row in rows.order_by("id"):
        held_by.setdefault(row.balance_id, []).append(row)
    taken = []
    for take in takes:
        balance = balances[take.lot_id, take.warehouse_id]
        held = held_by.get(balance.pk, [])
        parts = calc.pick(take.weight, free=map(open_weight, held))
        rest = take.weight - sum(parts, ZERO)
        if rest > free_of(balance):
            there = free_of(balance) + take.weight - rest
            raise NotEnough.of(balance.lot, wanted=take.weight, available=there)
        pairs = [pair for pair in zip(held, parts, strict=True) if pair[1]]
        taken.append(Taken(balance, pairs, rest))
    return taken
