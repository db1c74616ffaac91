"""A stock-take is handed in, agreed to by another person, and brought into the books."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed, Refusal
from backend.goods.count import queries
from backend.goods.count.actions.counting import lock, remember
from backend.goods.count.models import CountLine, StockCount
from backend.goods.stock import actions as stock


class NotCounted(Refusal):
    """Some lots were not counted yet."""

    sentence = _("还有 {count} 个批次没有盘点：{lots}。")


class CountAgain(Refusal):
    """Differences beyond the threshold must be counted twice."""

    sentence = _("下列批次差异超过 {permille}‰，请复盘后再提交：{lots}。")


class SaysNotWhy(Refusal):
    """A difference goes into the books with its reason."""

    sentence = _("下列批次有差异但没有填写原因：{lots}。")


class Changed(Refusal):
    """Papers entered late changed what was approved."""

    sentence = _("审核后补录了盘点前的出入库单据，下列批次的差异已变化，请退回复核：{lots}。")


class CountedYourself(Refusal):
    """Whoever counted may not approve the count."""

    status = 403
    sentence = _("您参与了本次盘点，请由其他人审核。")


@documents.verb
def submit(stockcount_id: UUID, *, actor: Actor) -> StockCount:
    """This will hand the figures in; raises NotCounted, CountAgain or SaysNotWhy."""
    count = lock(stockcount_id, actor, "submit")
    count.submit()
    lines = refresh(count)
    missing = [line for line in lines if line.counted is None]
    if missing:
        raise NotCounted(count=len(missing), lots=_names(missing))
    again = [line for line in lines if queries.wants_recount(line, count)]
    if again:
        raise CountAgain(permille=count.recount_permille.normalize(), lots=_names(again))
    silent = [line for line in lines if _differs(line) and not line.reason]
    if silent:
        raise SaysNotWhy(lots=_names(silent))
    remember(count, actor)
    return documents.save(count, actor=actor, event="goods.stockcount.submitted")


@documents.verb
def send_back(stockcount_id: UUID, *, actor: Actor, reason: str) -> StockCount:
    """This will let people count again."""
    count = lock(stockcount_id, actor, "send_back")
    count.send_back()
    count.approved_by_id = None
    return documents.save(count, actor=actor, event="goods.stockcount.sent_back", reason=reason)


@documents.verb
def approve(stockcount_id: UUID, *, actor: Actor) -> StockCount:
    """This will agree to the differences; raises CountedYourself."""
    count = lock(stockcount_id, actor, "approve")
    count.approve()
    if actor.user_id is None or actor.user_id in count.counted_by:
        raise CountedYourself
    count.approved_by_id = actor.user_id
    return documents.save(count, actor=actor, event="goods.stockcount.approved")


@documents.verb
def post(stockcount_id: UUID, *, actor: Actor, at: datetime) -> StockCount:
    """This will book the differences, lot by lot, with their reasons.

    Raises Changed when papers of before the count were entered after it was approved, and
    NotEnough when what is missing is held for somebody.
    """
    count = lock(stockcount_id, actor, "post")
    count.post()
    if count.frozen_at is None or at < count.frozen_at:
        raise Malformed(errors={"at": _("过账时间不能早于账面冻结时间")})
    count.posted_at = at
    approved = {line.pk: queries.difference(line) for line in count.lines.all()}
    lines = sorted(refresh(count), key=lambda line: (line.lot.product_id, line.lot.received_at))
    changed = [line for line in lines if queries.difference(line) != approved[line.pk]]
    if changed:
        raise Changed(lots=_names(changed))
    for line in lines:
        found = queries.difference(line)
        if found is None or not any(found):
            continue
        stock.count(
            actor=actor,
            at=at,
            source=Source.of(count),
            line_id=line.pk,
            lot_id=line.lot_id,
            warehouse_id=count.warehouse_id,
            weight=found.weight,
            pieces=found.pieces,
            reason=line.reason,
        )
    return documents.save(count, actor=actor, event="goods.stockcount.posted")


def refresh(count: StockCount) -> list[CountLine]:
    """This will read the lines with what moved meanwhile, papers entered late included."""
    lines = list(count.lines.select_related("lot").order_by("lot__no"))
    moved = queries.moved_since(count, lines)
    for line in lines:
        line.moved, line.moved_pieces = moved.get(line.lot_id, queries.NOTHING)
    CountLine.objects.bulk_update(lines, ["moved", "moved_pieces"])
    return lines


def _differs(line: CountLine) -> bool:
    found = queries.difference(line)
    return found is not None and any(found)


def _names(lines: list[CountLine]) -> str:
    return "、".join(line.lot.no for line in lines[:5])
