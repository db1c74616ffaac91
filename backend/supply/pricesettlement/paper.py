"""The settlement 采购结算单 as PDF: receipts, price build-up, tax, what is still due."""

from typing import Any

from backend.core import capitals, printing
from backend.supply.pricesettlement.models import PriceSettlement, PriceSettlementLine


def statement(settlement: PriceSettlement) -> bytes:
    """This will print a settlement with every figure's way; our costs stay inside."""
    rows = settlement.lines.select_related("line__product", "line__instrument").order_by(
        "line__seq"
    )
    purchase = settlement.purchase
    return printing.render(
        "supply/pricesettlement/statement.html",
        {
            "title": "采购结算单",
            "no": settlement.no,
            "on": settlement.settled_on,
            "company": purchase.buyer.name,
            "settlement": settlement,
            "purchase": purchase,
            "unit": "元" if purchase.currency == "CNY" else purchase.currency,
            "words": settlement.amount_words if purchase.currency == "CNY" else "",
            "lines": [_sections(row) for row in rows],
            "due": abs(settlement.due),
            "due_words": capitals.rmb(abs(settlement.due)) if purchase.currency == "CNY" else "",
        },
    )


def _sections(row: PriceSettlementLine) -> dict[str, Any]:
    """Sort the steps of a line by what they are about."""
    found: dict[str, Any] = {"row": row, "line": row.line}
    for name in ("receipt", "tranche", "day"):
        found[f"{name}s"] = [step for step in row.trace if step["step"] == name]
    for name in ("mean", "last_tranche", "pro_rata"):
        found[name] = next((step for step in row.trace if step["step"] == name), None)
    return found
