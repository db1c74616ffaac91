"""What an order has cost so far, and what of it is on no lot yet."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db.models import F, Sum

from backend.core import money
from backend.supply.processing.models import ProcessingReceipt, ProcessOrder, ReceiptOutput

COSTS = F("material_value") + F("fee_excl") + F("freight") - F("byproduct_value") - F("value")


def pending(order: ProcessOrder) -> Decimal:
    """This will tell the cost that no output bears yet; below zero outputs bear too much."""
    rows = ProcessingReceipt.objects.filter(order=order)
    return rows.aggregate(whole=Sum(COSTS))["whole"] or money.ZERO


def output_lots(order: ProcessOrder) -> list[tuple[UUID, Decimal]]:
    """This will list the lots an order gave with the key their cost is shared by."""
    rows = ReceiptOutput.objects.filter(receipt__order=order, lot__isnull=False)
    by_value = order.cost_split == ProcessOrder.Split.VALUE
    return [
        (row.lot_id, row.accepted * key_of(row.output.coefficient, row.output.unit_value, by_value))
        for row in rows.select_related("output").order_by("id")
        if row.lot_id is not None
    ]


def key_of(coefficient: Decimal, unit_value: Decimal, by_value: bool) -> Decimal:
    """This will give the factor a tonne of an output counts with."""
    return unit_value if by_value else coefficient
