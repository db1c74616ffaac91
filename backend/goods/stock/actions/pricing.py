"""The price of a lot becomes known after it came."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Refusal
from backend.goods.cost import actions as cost
from backend.goods.cost import calc
from backend.goods.cost.models import CostEntry
from backend.goods.stock.models import Lot, StockMove


class NotOurs(Refusal):
    """Goods of others have no cost in our books."""

    sentence = _("他人货物没有我方成本，不能定价。")


@documents.verb
def price(lot_id: UUID, *, actor: Actor, at: datetime, unit_cost: Decimal, reason: str) -> Lot:
    """This will set the final price of a lot and post the difference today.

    The part on hand goes to stock, the part that has left to cost of sales.
    """
    lot = documents.lock(Lot, lot_id, actor=actor, permission="goods.price_lot")
    if lot.unit_cost is None:
        raise NotOurs
    receipt = StockMove.objects.filter(lot=lot, actual__gt=0).order_by("at", "id")[:1].get()
    difference = calc.true_up(lot.actual, provisional=lot.unit_cost, final=unit_cost)
    key = (lot.product_id, receipt.warehouse_id, lot.owner_party_id)
    cost.correct(
        lot_id=lot.pk,
        receipt=key,
        received=lot.actual,
        difference=difference,
        cause=cost.Cause(at, Source.of(lot), None, CostEntry.Kind.PRICE),
    )
    lot.unit_cost, lot.price_state = unit_cost, Lot.PriceState.PRICED
    return documents.save(lot, actor=actor, event="goods.lot.priced", reason=reason)
