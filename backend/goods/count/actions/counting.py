"""Planning a stock-take, freezing the books' figures and writing down what was counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, NotNow, Refusal
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.goods.count import queries
from backend.goods.count.flow import State
from backend.goods.count.models import CountLine, StockCount
from backend.goods.product import queries as products
from backend.goods.stock.models import Lot
from backend.goods.warehouse import queries as warehouses

OPEN = (State.COUNTING, State.REVIEW, State.APPROVED)


class AlreadyCounting(Refusal):
    """Two stock-takes of the same goods at once would book their differences twice."""

    sentence = _("盘点单 {no} 正在盘点同一货主在该仓库的货物，请先完成或取消它。")


class NothingThere(Refusal):
    """The books know of nothing to count."""

    sentence = _("账面上该货主在此仓库没有货物；盘盈的货物请直接办理入库。")


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    planned_on: date,
    warehouse_id: UUID,
    owner_party_id: UUID,
    product_id: UUID | None,
    **facts: Any,
) -> StockCount:
    """This will plan a stock-take of one owner's goods in one warehouse."""
    if product_id is not None:
        products.in_use(product_id, actor=actor)
    count = StockCount(
        planned_on=planned_on,
        warehouse=warehouses.in_use(warehouse_id, actor=actor),
        owner_party=documents.refer(Party, owner_party_id, actor=actor, field="owner_party_id"),
        product_id=product_id,
        **facts,
    )
    if id is not None:
        count.id = id
    count.no = numbering.next_number("PD", on=planned_on)
    return documents.add(
        count,
        actor=actor,
        event="goods.stockcount.created",
        permission="goods.create_stockcount",
    )


@documents.verb
def change(stockcount_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> StockCount:
    """This will correct a plan."""
    count = lock(stockcount_id, actor, "change")
    if count.state != State.DRAFT:
        raise NotNow(state=documents.state_label(count))
    for name, value in changes.items():
        setattr(count, name, value)
    return documents.save(count, actor=actor, event="goods.stockcount.changed")


@documents.verb
def start(stockcount_id: UUID, *, actor: Actor, at: datetime) -> StockCount:
    """This will freeze what the books say at a moment; goods may go on moving."""
    count = lock(stockcount_id, actor, "start")
    count.start()
    other = _other(count)
    if other is not None:
        raise AlreadyCounting(no=other.no)
    count.frozen_at = at
    book = queries.book_at(count, at)
    if not book:
        raise NothingThere
    bins = queries.bins_of(count)
    CountLine.objects.bulk_create(
        CountLine(
            count=count,
            lot_id=lot,
            bin_code=bins.get(lot, ""),
            book=there.weight,
            book_pieces=there.pieces,
        )
        for lot, there in book.items()
    )
    remember(count, actor)
    return documents.save(count, actor=actor, event="goods.stockcount.started")


@documents.verb
def record(stockcount_id: UUID, *, actor: Actor, at: datetime, lines: Sequence[Any]) -> StockCount:
    """This will write down what was counted at a moment; a line counted again counts anew.

    A lot of the owner the books do not see here may be added: it was found.
    """
    count = lock(stockcount_id, actor, "record")
    if count.state != State.COUNTING:
        raise NotNow(state=documents.state_label(count))
    if count.frozen_at is None or at < count.frozen_at:
        raise Malformed(errors={"at": _("盘点时间不能早于账面冻结时间")})
    known = {line.lot_id: line for line in count.lines.select_for_update().order_by("pk")}
    for index, row in enumerate(lines):
        line = known.get(row.lot_id) or _found(count, row.lot_id, index, actor)
        line.counted, line.counted_pieces = row.weight, row.pieces
        line.counted_at, line.reason = at, row.reason or line.reason
        line.rounds += 1
        known[line.lot_id] = line
    _write(count, list(known.values()))
    remember(count, actor)
    return documents.save(
        count, actor=actor, event="goods.stockcount.recorded", payload={"lines": len(lines)}
    )


@documents.verb
def cancel(stockcount_id: UUID, *, actor: Actor, reason: str) -> StockCount:
    """This will drop it; the books stay."""
    count = lock(stockcount_id, actor, "cancel")
    count.cancel()
    return documents.save(count, actor=actor, event="goods.stockcount.cancelled", reason=reason)


def lock(pk: UUID, actor: Actor, verb: str) -> StockCount:
    """This will lock a stock-take for one of its verbs."""
    return documents.lock(StockCount, pk, actor=actor, permission=f"goods.{verb}_stockcount")


def remember(count: StockCount, actor: Actor) -> None:
    """This will note who had a hand in the figures: they may not approve them."""
    if actor.user_id is not None and actor.user_id not in count.counted_by:
        count.counted_by = [*count.counted_by, actor.user_id]


def _other(count: StockCount) -> StockCount | None:
    """Another one under way that has goods in common with it."""
    rows = StockCount.objects.filter(
        warehouse_id=count.warehouse_id, owner_party_id=count.owner_party_id, state__in=OPEN
    ).exclude(pk=count.pk)
    rows = rows.order_by("pk")
    return next(
        (
            row
            for row in rows
            if None in (row.product_id, count.product_id) or row.product_id == count.product_id
        ),
        None,
    )


def _found(count: StockCount, lot_id: UUID, index: int, actor: Actor) -> CountLine:
    field = f"lines.{index}.lot_id"
    lot = documents.refer(Lot, lot_id, actor=actor, field=field)
    assert lot is not None
    is_other = count.product_id is not None and lot.product_id != count.product_id
    if lot.owner_party_id != count.owner_party_id or is_other:
        raise Malformed(errors={field: _("批次 {no} 不在本次盘点范围内").format(no=lot.no)})
    return CountLine(count=count, lot=lot, book=queries.NOTHING.weight, book_pieces=0)


def _write(count: StockCount, lines: Sequence[CountLine]) -> None:
    """What moved meanwhile is read anew each time: papers may be entered late."""
    moved = queries.moved_since(count, lines)
    for line in lines:
        line.moved, line.moved_pieces = moved.get(line.lot_id, queries.NOTHING)
        line.save()
