"""The transfer of title on paper 货权转移单."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from backend.core import printing
from backend.goods.title.models import TitleTransfer


def sheet(transfer: TitleTransfer) -> bytes:
    """This will print a transfer of title for its three signatures; no cost is on it."""
    rows = sorted(transfer.lines.all(), key=lambda line: line.seq)
    return printing.render(
        "goods/print/title.html",
        {
            "title": _("货权转移单"),
            "no": transfer.no,
            "on": transfer.made_on,
            "company": transfer.from_party.name,
            "transfer": transfer,
            "rows": rows,
            "pieces": sum(row.pieces or 0 for row in rows),
        },
    )
