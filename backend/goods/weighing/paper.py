"""The weigh ticket on paper (磅单)."""

from __future__ import annotations

from typing import Any

from backend.core import printing
from backend.goods.weighing import queries
from backend.goods.weighing.models import WeighTicket


def ticket(row: WeighTicket) -> bytes:
    """This will print a ticket with its readings, deductions and the other side's weight."""
    return printing.render("goods/print/weighing.html", context(row))


def context(row: WeighTicket) -> dict[str, Any]:
    """This will gather what the ticket shows."""
    readings = list(row.readings.select_related("confirmation", "by").order_by("at", "id"))
    operator = row.warehouse.operator
    return {
        "company": operator.name if operator else row.warehouse.name,
        "title": "称重计量单",
        "no": row.no,
        "on": row.opened_at,
        "ticket": row,
        "readings": readings,
        "deductions": list(row.deductions.order_by("position")),
        "counter": row.counters.order_by("-id").first(),
        "difference": row.differences.order_by("-id").first(),
        "warnings": [queries.WARNINGS[name] for name in dict.fromkeys(row.warnings)],
    }
