"""Charges that come after the goods: freight, insurance, storage, duty, inspection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.goods.cost.actions.late import correct, lock_all
from backend.goods.cost.actions.pools import Cause, Key
from backend.goods.cost.calc import Adjusted
from backend.goods.cost.models import CostEntry

log.declare("goods.lot.charged")


class OthersGoods(Refusal):
    """Goods of others have no cost in our books to add to."""

    sentence = _("批次“{lot}”是他人货物，没有我方成本，不能分摊费用。")


@documents.verb
def charge(
    amounts: Mapping[UUID, Decimal],
    *,
    actor: Actor,
    at: datetime,
    source: Source,
    kind: str = CostEntry.Kind.LANDED,
) -> dict[UUID, Adjusted]:
    """This will add charges (below zero: take them off) to lots of ours, posted today.

    What is left of a lot, wherever it lies now, bears its share; the share of what has left is
    cost of sales. No past entry changes. Amounts exclude VAT. Raises OthersGoods.
    """
    lots = _lots(amounts)
    receipts = _receipts(lots.values())
    lock_all(lots, receipts.values())
    found = {}
    for pk, lot in lots.items():
        found[pk] = correct(
            lot_id=pk,
            receipt=receipts[pk],
            received=lot.actual,
            difference=amounts[pk],
            cause=Cause(at, source, pk, kind),
        )
        lot.landed_cost += found[pk].to_stock + found[pk].to_cost_of_sales
        payload = {"amount": amounts[pk], "source": source.code, "source_no": source.no}
        documents.save(lot, actor=actor, event="goods.lot.charged", payload=payload)
    return found


def _lots(amounts: Mapping[UUID, Decimal]) -> dict[UUID, Any]:
    model = apps.get_model("goods", "Lot")  # stock stands above cost: read by name
    rows = model._default_manager.filter(pk__in=amounts).order_by("pk")
    lots = {lot.pk: lot for lot in rows.select_for_update(no_key=True)}
    if set(lots) != set(amounts):
        raise Malformed(errors={"lot_id": _("批次不存在")})
    for lot in lots.values():
        if lot.unit_cost is None:
            raise OthersGoods(lot=lot)
        documents.remember(lot)
    return lots


def _receipts(lots: Iterable[Any]) -> dict[UUID, Key]:
    """The pools the lots were first laid into."""
    moves = apps.get_model("goods", "StockMove")
    rows = moves._default_manager.filter(Q(lot__in=list(lots)), actual__gt=0)
    first = rows.order_by("lot_id", "at", "id").distinct("lot_id")
    return {
        row["lot_id"]: (row["product_id"], row["warehouse_id"], row["owner_party_id"])
        for row in first.values("lot_id", "product_id", "warehouse_id", "owner_party_id")
    }
