"""What must always be true of processing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from backend.core import money
from backend.core.documents.source import Source
from backend.core.invariants import invariant
from backend.goods.cost import queries as costs
from backend.goods.stock.models import Balance as StockBalance
from backend.supply.processing.flow import SettlementState, State
from backend.supply.processing.models import (
    LossRecord,
    MaterialEntry,
    ProcessingReceipt,
    ProcessOrder,
    ProcessSettlement,
    ReceiptByproduct,
    ReceiptOutput,
)
from backend.supply.processing.queries.balance import balance_of
from backend.supply.processing.queries.costs import pending
from backend.supply.processing.queries.material import OVER

ZERO = Decimal("0.000")
Kind = MaterialEntry.Kind


def _sum(rows: QuerySet[Any], column: str, **narrow: Any) -> dict[Any, Decimal]:
    found = rows.filter(**narrow).values(key=F("order")).annotate(whole=Coalesce(Sum(column), ZERO))
    return {row["key"]: row["whole"] for row in found.order_by("key")}


@invariant("supply.processing.figures_are_sums")
def figures_are_sums() -> list[str]:
    """This will find orders whose figures are not the sums of their papers."""
    entries = MaterialEntry.objects.all()
    outputs = ReceiptOutput.objects.annotate(order=F("receipt__order"))
    scraps = ReceiptByproduct.objects.annotate(order=F("receipt__order"))
    sums = {
        "issued": (_sum(entries, "weight", kind=Kind.ISSUE), 1),
        "returned": (_sum(entries, "weight", kind=Kind.RETURN), -1),
        "consumed": (_sum(entries, "weight", kind__in=(Kind.CONSUME, Kind.RESTORE)), -1),
        "accepted": (_sum(outputs, "accepted"), 1),
        "byproducts": (_sum(scraps, "weight"), 1),
        "lost": (_sum(LossRecord.objects.all(), "weight"), 1),
    }
    return [
        f"{order.no} {name}: {getattr(order, name)} t, papers {sign * found.get(order.pk, ZERO)} t"
        for order in ProcessOrder.objects.all()
        for name, (found, sign) in sums.items()
        if getattr(order, name) != sign * found.get(order.pk, ZERO)
    ]


@invariant("supply.processing.lies_at_the_mill")
def lies_at_the_mill() -> list[str]:
    """This will find lots of which orders count on more than lies at the mill."""
    running = MaterialEntry.objects.exclude(order__state__in=OVER)
    rows = running.values("lot_id", place=F("order__warehouse")).annotate(whole=Sum("weight"))
    there = {
        (row.lot_id, row.warehouse_id): row.actual
        for row in StockBalance.objects.filter(lot__in=running.values("lot_id"))
    }
    return [
        f"lot {row['lot_id']}: orders count on {row['whole']} t, there are "
        f"{there.get((row['lot_id'], row['place']), ZERO)} t"
        for row in rows.order_by("lot_id", "place")
        if row["whole"] > there.get((row["lot_id"], row["place"]), ZERO)
    ]


@invariant("supply.processing.settled_balances")
def settled_balances() -> list[str]:
    """This will find settled orders with metal that nobody explained."""
    rows = ProcessOrder.objects.filter(state__in=(State.SETTLED, State.CLOSED))
    return [
        f"{order.no}: {balance.masses.residual} t unexplained, {balance.limit} t allowed"
        for order in rows.select_related("bom", "owner_party")
        for balance in [balance_of(order)]
        if not balance.is_closed
    ]


@invariant("supply.processing.cost_closes")
def cost_closes() -> list[str]:
    """This will find orders whose costs are not all on their goods."""
    faults = []
    for order in ProcessOrder.objects.all():
        rows = ProcessingReceipt.objects.filter(order=order)
        material = rows.aggregate(whole=Sum("material_value"))["whole"] or money.ZERO
        booked = costs.cost_of(Source.of(order)) - _restored(order)
        if material != booked:
            faults.append(f"{order.no}: material {material}, drawn from stock {booked}")
    settled = ProcessSettlement.objects.filter(state=SettlementState.SETTLED)
    for paper in settled.select_related("order"):
        left = pending(paper.order) + _late(paper) - paper.adjustment - paper.written_off
        if paper.order.is_ours and left:
            faults.append(f"{paper.no}: {left} is on no lot")
    return faults


def _restored(order: ProcessOrder) -> Decimal:
    rows = MaterialEntry.objects.filter(order=order, kind=Kind.RESTORE)
    swapped = MaterialEntry.objects.filter(order=order, kind=Kind.SWAP_IN)
    both = [found.aggregate(whole=Sum("value"))["whole"] or money.ZERO for found in (rows, swapped)]
    return sum(both, money.ZERO)


def _late(paper: ProcessSettlement) -> Decimal:
    """What the statement itself adds to the cost: fees not accrued, less what is charged."""
    accrued = (
        ProcessingReceipt.objects.filter(order=paper.order).aggregate(whole=Sum("fee_excl"))[
            "whole"
        ]
        or money.ZERO
    )
    charged = (
        paper.lines.filter(Q(kind="overuse") | Q(kind="claim")).aggregate(whole=Sum("amount_excl"))[
            "whole"
        ]
        or money.ZERO
    )
    return paper.fee_excl - accrued + charged
