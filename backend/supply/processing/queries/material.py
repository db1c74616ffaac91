"""What lies at the mill, lot by lot."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import Min, Q, Sum

from backend.core import money
from backend.goods.cost.models import CostPool
from backend.supply.processing.flow import State
from backend.supply.processing.models import MaterialEntry, Processor, ProcessOrder, ProcessorRate

ZERO = Decimal("0.000")
OVER = (State.SETTLED, State.CLOSED, State.CANCELLED)
"""States in which an order claims nothing of what lies at the mill."""


class Heap(NamedTuple):
    """What an order has left of one lot at the mill."""

    lot_id: UUID
    product_id: UUID
    weight: Decimal


def heaps(order: ProcessOrder) -> list[Heap]:
    """This will list what an order has at the mill, the lot sent first coming first."""
    rows = (
        MaterialEntry.objects.filter(order=order)
        .values("lot_id", "product_id")
        .annotate(left=Sum("weight"), first=Min("at"))
        .order_by("first", "lot__no")
    )
    return [Heap(row["lot_id"], row["product_id"], row["left"]) for row in rows if row["left"] > 0]


def claimed_elsewhere(order: ProcessOrder, lot_id: UUID) -> Decimal:
    """This will tell how much of a lot at this place other running orders count on."""
    rows = MaterialEntry.objects.filter(lot_id=lot_id, order__warehouse_id=order.warehouse_id)
    rows = rows.exclude(order=order).exclude(order__state__in=OVER)
    return rows.aggregate(whole=Sum("weight"))["whole"] or ZERO


def value_at(warehouse_id: UUID) -> Decimal:
    """This will tell what our goods at a place are worth, excluding VAT."""
    rows = CostPool.objects.filter(warehouse_id=warehouse_id)
    return rows.aggregate(whole=Sum("value"))["whole"] or money.ZERO


def rate_for(processor: Processor, *, capability: str, product_id: UUID) -> ProcessorRate | None:
    """This will find a mill's standard terms for a product, else for the work in general."""
    rows = processor.rates.filter(capability=capability)
    rows = rows.filter(Q(product_id=product_id) | Q(product=None))
    found = sorted(rows, key=lambda row: row.product_id is None)
    return found[0] if found else None
