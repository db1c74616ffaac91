"""A supplier's statement of account 对账单 for print, with a form for the answer."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from backend.core import capitals, printing
from backend.core.party.models import Party
from backend.supply.payable.models import SupplierEntry, SupplierStatement


def statement(found: SupplierStatement) -> bytes:
    """This will print a statement as it was drawn up."""
    labels = dict(SupplierEntry.Kind.choices)
    rows = [
        {
            **row,
            "label": labels[row["kind"]],
            "amount": Decimal(row["amount"]),
            "balance": Decimal(row["balance"]),
            "weight": None if row["weight"] is None else Decimal(row["weight"]),
        }
        for row in found.rows
    ]
    return printing.render(
        "supply/payable/statement.html",
        {
            "title": _("对账单"),
            "no": found.no,
            "on": found.until,
            "company": _our_name(),
            "statement": found,
            "rows": rows,
            "words": capitals.rmb(found.closing) if found.currency == "CNY" else "",
        },
    )


def _our_name() -> str:
    """The company that writes: our own entity put on file first."""
    ours = Party.objects.filter(is_ours=True).order_by("created_at", "pk").first()
    return ours.name if ours else ""
