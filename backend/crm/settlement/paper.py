"""The settlement statement 结算单 as PDF: trucks, price build-up, tax, what is still due."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.core import capitals, printing
from backend.crm.settlement.models import Settlement, SettlementLine


def statement(settlement: Settlement) -> bytes:
    """This will print a statement with every figure's way; cost and margin stay inside."""
    rows = settlement.lines.select_related("line__product", "line__instrument").order_by(
        "line__seq"
    )
    return printing.render(
        "crm/settlement/statement.html",
        {
            "title": _("结算单"),
            "no": settlement.no,
            "on": settlement.settled_on,
            "company": settlement.contract.seller.name,
            "settlement": settlement,
            "contract": settlement.contract,
            "buyer": settlement.party,
            "lines": [_sections(row) for row in rows],
            "due": abs(settlement.due),
            "due_words": capitals.rmb(abs(settlement.due)),
        },
    )


def _sections(row: SettlementLine) -> dict[str, Any]:
    """Sort the steps of a line by what they are about."""
    found: dict[str, Any] = {"row": row, "line": row.line}
    for name in ("truck", "tranche", "day"):
        found[f"{name}s"] = [step for step in row.trace if step["step"] == name]
    for name in ("mean", "last_tranche", "pro_rata"):
        found[name] = next((step for step in row.trace if step["step"] == name), None)
    return found
