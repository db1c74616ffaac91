"""Movements are never edited: what was wrong is taken back by a movement the other way."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Invisible, Refusal
from backend.goods.cost import actions as cost
from backend.goods.cost.models import CostEntry
from backend.goods.stock import queries
from backend.goods.stock.actions import exposure, ledger
from backend.goods.stock.actions.ledger import Booking, NotEnough
from backend.goods.stock.calc import Measures
from backend.goods.stock.models import Balance, StockMove
from backend.goods.stock.queries import free_of

REVERSIBLE = queries.REVERSIBLE


class NotReversible(Refusal):
    """A movement that has a way back of its own, or was taken back already."""

    sentence = _("这条流水不能冲回：已冲回过，或应通过反向调拨、再次拆分合并处理。")


@documents.verb
def reverse(stockmove_id: UUID, *, actor: Actor, at: datetime, reason: str) -> StockMove:
    """This will take one movement back; raises NotReversible, NotEnough or AlreadyUsed."""
    policy.require(actor, "goods.reverse_stockmove")
    known = StockMove.objects.filter(pk=stockmove_id).first()
    if known is None:
        raise Invisible
    source = Source(known.source_code, known.source_id, known.source_no)
    booking = Booking(
        actor=actor,
        at=at,
        kind=StockMove.Kind.RETURN,
        source=source,
        line_id=known.line_id,
        reason=reason,
    )
    (move,) = undo([known], booking)
    if exposure.is_by_hand(known):
        exposure.note(known.lot, move, actor=actor, quantity=move.actual)
    return move


@documents.verb
def take_back(
    *, actor: Actor, at: datetime, source: Source, reason: str, line_id: UUID | None = None
) -> list[StockMove]:
    """This will take back every movement of a paper (or line) that stands.

    Goods return to their lots at the cost they left with. Nothing is reserved again; a paper
    without movements is no error.
    """
    rows = queries.standing(source, line_id)
    booking = Booking(
        actor=actor,
        at=at,
        kind=StockMove.Kind.RETURN,
        source=source,
        line_id=line_id,
        reason=reason,
    )
    return undo(list(rows), booking)


def undo(
    known: Sequence[StockMove], booking: Booking, *, kinds: Collection[str] = REVERSIBLE
) -> list[StockMove]:
    """This will book movements the other way, in stock and at cost."""
    if not known:
        return []
    places = Q()
    for row in known:
        places |= Q(
            lot_id=row.lot_id, warehouse_id=row.warehouse_id, owner_party_id=row.owner_party_id
        )
    balances = {_place(row): row for row in ledger.lock_balances(places)}
    if any(row.kind not in kinds for row in known) or _gone(known):
        raise NotReversible
    changes: list[tuple[Balance, Measures]] = []
    for row in known:
        balance = balances[_place(row)]
        measures = -Measures(row.pieces, row.theoretical, row.actual)
        if measures.actual < 0 and free_of(balance) < -measures.actual:
            raise NotEnough.of(balance.lot, wanted=-measures.actual, available=free_of(balance))
        changes.append((balance, measures))
    moves = ledger.move(booking, changes, reverses=known)
    cost.lock_pools(ledger.keys_of(balances.values()))
    for old, new in zip(known, moves, strict=True):
        cause = booking.cause(CostEntry.Kind.RETURN)
        cost.take_back(
            old.pk, by_move=new.pk, cause=cause._replace(line_id=old.line_id or cause.line_id)
        )
    ledger.tell("goods.lot.returned", moves, booking=booking)
    return moves


def _gone(known: Sequence[StockMove]) -> bool:
    """Asked under the lock of the balances: another may have taken them back meanwhile."""
    ids = [row.pk for row in known]
    is_back = any(row.reversal_of_id for row in known)
    return is_back or StockMove.objects.filter(reversal_of__in=ids).exists()


def _place(row: StockMove | Balance) -> tuple[UUID, UUID, UUID]:
    return (row.lot_id, row.warehouse_id, row.owner_party_id)
