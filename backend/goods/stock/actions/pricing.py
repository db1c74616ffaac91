"""The price of a lot becomes known after it came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Invisible, Refusal
from backend.goods.cost import actions as cost
from backend.goods.cost import calc
from backend.goods.cost.models import CostEntry
from backend.goods.stock.models import Lot, LotLink, StockMove

RESHAPED = (LotLink.Kind.SPLIT, LotLink.Kind.MERGE)


class NotOurs(Refusal):
    """Goods of others have no cost in our books."""

    sentence = _("他人货物没有我方成本，不能定价。")


@documents.verb
def price(lot_id: UUID, *, actor: Actor, at: datetime, unit_cost: Decimal, reason: str) -> Lot:
    """This will set the final price of a lot and post the difference today.

    The part on hand goes to stock, the part that has left to cost of sales.
    """
    lot = documents.lock(Lot, lot_id, actor=actor, permission="goods.price_lot")
    _settle(lot, at=at, unit_cost=unit_cost, source=Source.of(lot))
    lot = documents.save(lot, actor=actor, event="goods.lot.priced", reason=reason)
    _hand_down(lot, actor=actor, reason=reason)
    return lot


@documents.verb
def price_for(
    lot_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    unit_cost: Decimal,
    reason: str,
    source: Source,
    difference: Decimal | None = None,
) -> calc.Adjusted:
    """This will set the final price of a lot for a paper above, whose verb was allowed already.

    `difference` says exactly by how much all of it is worth more, when that is not the weight
    times the change of a rounded price. The lot may have been split, merged, moved or sold
    meanwhile: what is left of its value bears its part wherever it lies, the rest is cost of
    sales of today.
    """
    lot = Lot.objects.select_for_update(no_key=True).filter(pk=lot_id).first()
    if lot is None:
        raise Invisible
    documents.remember(lot)
    adjusted = _settle(lot, at=at, unit_cost=unit_cost, source=source, difference=difference)
    payload = {"source": source.code, "source_id": source.id, "source_no": source.no}
    documents.save(lot, actor=actor, event="goods.lot.priced", reason=reason, payload=payload)
    _hand_down(lot, actor=actor, reason=reason)
    return adjusted


def _settle(
    lot: Lot,
    *,
    at: datetime,
    unit_cost: Decimal,
    source: Source,
    difference: Decimal | None = None,
) -> calc.Adjusted:
    if lot.unit_cost is None:
        raise NotOurs
    receipt = StockMove.objects.filter(lot=lot, actual__gt=0).order_by("at", "id")[:1].get()
    if difference is None:
        difference = calc.true_up(lot.actual, provisional=lot.unit_cost, final=unit_cost)
    adjusted = cost.correct(
        lot_id=lot.pk,
        receipt=(lot.product_id, receipt.warehouse_id, lot.owner_party_id),
        received=lot.actual,
        difference=difference,
        cause=cost.Cause(at, source, lot.pk, CostEntry.Kind.PRICE),
    )
    lot.unit_cost, lot.price_state = unit_cost, Lot.PriceState.PRICED
    return adjusted


def _hand_down(lot: Lot, *, actor: Actor, reason: str) -> None:
    """Lots split off or merged from it show the mean price of their parents."""
    for child in _children(lot):
        links = list(child.parents.select_related("parent").order_by("id"))
        worth = sum(((link.parent.unit_cost or 0) * link.weight for link in links), Decimal(0))
        weight = sum((link.weight for link in links), Decimal(0))
        documents.remember(child)
        child.unit_cost = money.price(worth / weight)
        if all(link.parent.price_state == Lot.PriceState.PRICED for link in links):
            child.price_state = Lot.PriceState.PRICED
        documents.save(child, actor=actor, event="goods.lot.priced", reason=reason)
        _hand_down(child, actor=actor, reason=reason)


def _children(lot: Lot) -> Iterable[Lot]:
    rows = Lot.objects.filter(parents__parent=lot, parents__kind__in=RESHAPED)
    return rows.order_by("pk").select_for_update(of=("self",), no_key=True)
