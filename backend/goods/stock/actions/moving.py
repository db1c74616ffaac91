"""Goods change their place, or a count finds other goods than the books say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed
from backend.goods.cost import actions as cost
from backend.goods.cost.models import CostEntry
from backend.goods.product.models import Costing
from backend.goods.stock import calc
from backend.goods.stock.actions import bonded, exposure, ledger
from backend.goods.stock.actions.leaving import take_cost
from backend.goods.stock.actions.ledger import Booking, NotEnough
from backend.goods.stock.calc import Measures
from backend.goods.stock.models import Balance, Lot, StockMove
from backend.goods.stock.queries import free_of
from backend.goods.warehouse import queries as warehouses


@documents.verb
def transfer(
    lot_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    from_warehouse_id: UUID,
    to_warehouse_id: UUID,
    weight: Decimal,
    pieces: int | None,
    reason: str,
) -> Lot:
    """This will move tonnes of a lot to another warehouse; they keep their cost and their age."""
    lot = documents.lock(Lot, lot_id, actor=actor, permission="goods.transfer_lot")
    warehouses.in_use(to_warehouse_id, actor=actor, field="to_warehouse_id")
    if from_warehouse_id == to_warehouse_id:
        raise Malformed(errors={"to_warehouse_id": _("调入仓库必须与调出仓库不同")})
    bonded.require_cleared([lot], to_warehouse_id)
    places = ledger.lock_places(lot, [from_warehouse_id, to_warehouse_id])
    here, there = places[from_warehouse_id], places[to_warehouse_id]
    if weight > free_of(here):
        raise NotEnough.of(lot, wanted=weight, available=free_of(here))
    gone = calc.part_of(ledger.whole_of(here), tonnes=weight, pieces=pieces)
    booking = Booking(
        actor=actor, at=at, kind=StockMove.Kind.TRANSFER, source=Source.of(lot), reason=reason
    )
    moves = ledger.move(booking, [(here, -gone), (there, gone)])
    carry(list(zip(moves, [here, there], strict=True)), booking)
    return documents.save(
        lot,
        actor=actor,
        event="goods.lot.transferred",
        payload={"from": from_warehouse_id, "to": to_warehouse_id, "weight": weight},
        reason=reason,
    )


@documents.verb
def adjust(
    lot_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    warehouse_id: UUID,
    weight: Decimal,
    pieces: int,
    reason: str,
) -> Lot:
    """This will bring the books in line with a count: tonnes and pieces more (+) or fewer (-).

    What is missing leaves at cost, what was found enters at the lot's unit cost.
    """
    lot = documents.lock(Lot, lot_id, actor=actor, permission="goods.adjust_lot")
    if not weight and not pieces:
        raise Malformed(errors={"weight": _("调整数量不能为零")})
    booking = Booking(
        actor=actor, at=at, kind=StockMove.Kind.COUNT, source=Source.of(lot), reason=reason
    )
    move = _correct(lot, ledger.place(lot, warehouse_id), weight, pieces, booking)
    exposure.note(lot, move, actor=actor, quantity=weight)
    return documents.save(
        lot,
        actor=actor,
        event="goods.lot.adjusted",
        payload={"warehouse_id": warehouse_id, "weight": weight, "pieces": pieces},
        reason=reason,
    )


@documents.verb
def count(
    *,
    actor: Actor,
    at: datetime,
    source: Source,
    line_id: UUID,
    lot_id: UUID,
    warehouse_id: UUID,
    weight: Decimal,
    pieces: int,
    reason: str,
) -> StockMove:
    """This will book a difference a stock-take found; its paper was approved already."""
    lot = Lot.objects.select_related("owner_party").get(pk=lot_id)
    booking = Booking(
        actor=actor,
        at=at,
        kind=StockMove.Kind.COUNT,
        source=source,
        line_id=line_id,
        reason=reason,
    )
    balance = ledger.lock_places(lot, [warehouse_id])[warehouse_id]
    move = _correct(lot, balance, weight, pieces, booking)
    exposure.note(lot, move, actor=actor, quantity=weight)
    ledger.tell("goods.lot.adjusted", [move], booking=booking)
    return move


def _correct(
    lot: Lot, balance: Balance, weight: Decimal, pieces: int, booking: Booking
) -> StockMove:
    if -weight > free_of(balance):
        raise NotEnough.of(lot, wanted=-weight, available=free_of(balance))
    moves = ledger.move(booking, [(balance, _difference(balance, weight, pieces))])
    if weight < 0:
        take_cost(moves, [balance], booking, CostEntry.Kind.COUNT)
    elif weight > 0 and lot.unit_cost is not None:
        _found(lot, moves[0], balance, booking)
    return moves[0]


def _difference(balance: Balance, weight: Decimal, pieces: int) -> Measures:
    """Theoretical weight follows the pieces, so that it stays what the pieces ought to weigh."""
    whole = ledger.whole_of(balance)
    if whole.actual + weight == 0:
        return -whole
    if not whole.pieces:
        return Measures(pieces, Decimal("0.000"), weight)
    theoretical = calc.theory_of(whole, pieces=pieces)
    return Measures(pieces, theoretical, weight)


def carry(steps: Sequence[tuple[StockMove, Balance]], booking: Booking) -> None:
    """This will carry the cost of goods of ours after pairs of movements: out here, in there."""
    pools = cost.lock_pools(ledger.keys_of(balance for _, balance in steps))
    cause = booking.cause(CostEntry.Kind.TRANSFER)
    for (out, here), (back, there) in zip(steps[::2], steps[1::2], strict=True):
        if not here.is_ours:  # type: ignore[attr-defined]
            continue
        pool = pools[ledger.key_of(here)]
        (parts,) = cost.issue(pool, takes=[(out.pk, -out.actual)], lots=[here.lot_id], cause=cause)
        is_average = pool.costing == Costing.AVERAGE
        kept = [
            part._replace(received_at=here.received_at, origin_id=here.lot_id)
            if is_average
            else part
            for part in parts
        ]
        cost.receive(
            pools[ledger.key_of(there)],
            lot_id=here.lot_id,
            parts=kept,
            move_id=back.pk,
            cause=cause,
        )


def _found(lot: Lot, row: StockMove, balance: Balance, booking: Booking) -> None:
    key = ledger.key_of(balance)
    pool = cost.lock_pools([key])[key]
    value = money.amount(row.actual, (lot.unit_cost or 0) + lot.landed_cost / lot.actual)
    cost.receive(
        pool,
        lot_id=lot.pk,
        parts=[cost.Part(row.actual, value, lot.received_at)],
        move_id=row.pk,
        cause=booking.cause(CostEntry.Kind.COUNT),
    )
