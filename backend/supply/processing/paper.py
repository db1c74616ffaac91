"""The statement of a processing order 加工结算单 as PDF, with its mass balance."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.core import capitals, printing
from backend.supply.processing.models import ProcessSettlement, ProcessSettlementLine

Kind = ProcessSettlementLine.Kind


def statement(paper: ProcessSettlement) -> bytes:
    """This will print a statement; what the goods cost us stays inside."""
    order = paper.order
    return printing.render(
        "supply/processing/statement.html",
        {
            "title": _("加工结算单"),
            "no": paper.no,
            "on": paper.settled_on,
            "company": order.company.name,
            "paper": paper,
            "order": order,
            "party": paper.party,
            "product": order.bom.product,
            "lines": paper.lines.order_by("seq"),
            "balance": paper.balance,
            "masses": _masses(paper.balance),
            "is_ours": order.is_ours,
            "due": abs(paper.net_payable),
            "due_words": capitals.rmb(abs(paper.net_payable)),
            "owes": paper.net_payable >= 0,
        },
    )


def _masses(balance: dict[str, Any]) -> list[tuple[Any, str]]:
    names = {
        "issued": _("发料"),
        "returned": _("退料"),
        "outputs": _("成品（折投料金属）"),
        "byproducts": _("废料及副产品"),
        "loss": _("已记损耗"),
        "at_mill": _("在厂结存"),
        "residual": _("差额"),
    }
    return [(label, balance[name]) for name, label in names.items()]
