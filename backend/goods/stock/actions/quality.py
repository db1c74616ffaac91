"""Whether goods may be promised and sold: the quality status of a lot."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Invisible, Refusal
from backend.core.events import log
from backend.goods.stock.actions import ledger
from backend.goods.stock.actions.ledger import NotEnough
from backend.goods.stock.models import Balance, Lot, LotLink

log.declare("goods.lot.quality_changed")


class Unreleased(Refusal):
    """Goods that wait for a decision, or were rejected, are asked for."""

    sentence = _(
        "批次“{lot}”的质量状态为“{quality}”，不能预留、销售或领用：请先完成检验并放行，"
        "或写明原因后按不合格品处理。"
    )


class EnoughButUnreleased(NotEnough):
    """There would be enough if all of it were released."""

    sentence = _(
        "“{product}”可用 {available} 吨，需要 {wanted} 吨，还差 {missing} 吨；"
        "另有 {blocked} 吨待判或不合格，检验放行后才能使用。"
    )


@documents.verb
def mark_quality(
    lot_id: UUID, *, actor: Actor, at: datetime, quality: str, source: Source, reason: str
) -> Lot:
    """This will set whether a lot may be sold, for a paper whose verb was allowed already.

    What was split off it meanwhile follows; what it was poured into follows when it is worse,
    and is released when all it was made of is. The same status again changes nothing.
    """
    lot = Lot.objects.select_for_update(no_key=True).filter(pk=lot_id).first()
    if lot is None:
        raise Invisible
    if lot.quality == quality:
        return lot
    documents.remember(lot)
    balances = ledger.lock_balances(Q(lot=lot))
    lot.quality = quality
    for balance in balances:
        balance.quality = quality
    Balance.objects.bulk_update(balances, ["quality"])
    payload = {
        "quality": quality,
        "at": at,
        "source": source.code,
        "source_id": source.id,
        "source_no": source.no,
    }
    documents.save(
        lot, actor=actor, event="goods.lot.quality_changed", payload=payload, reason=reason
    )
    for child in _followers(lot):
        mark_quality(child, actor=actor, at=at, quality=quality, source=source, reason=reason)
    return lot


def _followers(lot: Lot) -> Iterable[UUID]:
    """The lots it became: a merged one is free only when all of its parents are."""
    links = LotLink.objects.filter(parent=lot, kind__in=(LotLink.Kind.SPLIT, LotLink.Kind.MERGE))
    for child_id, kind in links.order_by("child_id").values_list("child_id", "kind"):
        if lot.quality == Lot.Quality.FREE and kind == LotLink.Kind.MERGE:
            others = LotLink.objects.filter(child_id=child_id)
            if others.exclude(parent__quality=Lot.Quality.FREE).exists():
                continue
        yield child_id


def require_released(balances: Iterable[Balance], *, reason: str = "") -> None:
    """This will raise Unreleased for goods that are held or rejected, unless a reason is named."""
    for balance in balances:
        if balance.quality != Lot.Quality.FREE and not reason:
            raise Unreleased(lot=balance.lot, quality=balance.get_quality_display())


def short(product: object, *, wanted: Decimal, available: Decimal, rows: Q) -> NotEnough:
    """This will say what is missing, and what of it lies there but is not released."""
    blocked = sum(
        (row.actual for row in Balance.objects.filter(rows).exclude(quality=Lot.Quality.FREE)),
        Decimal("0.000"),
    )
    if not blocked:
        return NotEnough.of(product, wanted=wanted, available=available)
    return EnoughButUnreleased(
        product=product,
        wanted=wanted,
        available=available,
        missing=wanted - available,
        blocked=blocked,
    )
