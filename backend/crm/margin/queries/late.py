"""Costs that became known after the goods had left, and whose sale bears them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from backend.crm.contract.models import ContractLine
from backend.crm.margin import calc
from backend.goods.cost.models import CostEntry

ZERO = Decimal("0.00")
TRUCK = "crm.delivery"
LATE = (CostEntry.Kind.PRICE, CostEntry.Kind.LANDED)
GONE = (CostEntry.Kind.ISSUE, CostEntry.Kind.PROCESS, CostEntry.Kind.COUNT)
ORIGIN = Coalesce("layer__origin_id", "layer__lot_id", "move__lot_id")
"""The lot an entry's value came in with; an average pool knows only the lot that moved."""


def late_costs(trucks: Sequence[UUID]) -> Decimal:
    """This will give the cost of sales that late prices and charges put on these deliveries.

    A late cost of a lot was shared between stock and what had left by then; that part belongs to
    those who took the goods, by weight.
    """
    mine = _standing().filter(source_code=TRUCK, source_id__in=trucks)
    lots = set(mine.values_list("origin", flat=True))
    rows = CostEntry.objects.filter(kind__in=LATE, line_id__in=lots)
    found = ZERO
    for late in rows.exclude(to_cost_of_sales=0).order_by("id"):
        for share in calc.shares(late.to_cost_of_sales, issues=_takers(late)):
            found += share.amount if share.key in trucks else ZERO
    return found


def lines_that_took(lot_id: UUID) -> list[ContractLine]:
    """This will give the contract lines whose deliveries took goods of a lot."""
    entries = _standing().filter(source_code=TRUCK, origin=lot_id)
    trucks = list(entries.values_list("source_id", flat=True).distinct())
    rows = ContractLine.objects.filter(deliveries__in=trucks).distinct()
    return list(rows.order_by("contract_id", "seq"))


def _standing() -> QuerySet[Any]:
    """What left and did not come back."""
    rows = CostEntry.objects.filter(kind__in=GONE, quantity__lt=0, reversed_by=None)
    return rows.annotate(origin=ORIGIN)


def _takers(late: CostEntry) -> list[tuple[object, Decimal]]:
    """Who had taken goods of the lot by then, with their tonnes."""
    rows = _standing().filter(at__lte=late.at, origin=late.line_id).order_by("at", "id")
    return list(rows.values_list("source_id", -F("quantity")))
