"""The count sheet people carry through the warehouse 盘点表."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from backend.core import printing
from backend.goods.count import queries
from backend.goods.count.flow import State
from backend.goods.count.models import StockCount


def sheet(count: StockCount) -> bytes:
    """This will print the sheet; of a blind count without the books' figures until handed in."""
    is_hidden = count.is_blind and count.state in (State.DRAFT, State.COUNTING)
    lines = sorted(count.lines.all(), key=lambda line: (line.bin_code, line.lot.no))
    return printing.render(
        "goods/print/count.html",
        {
            "title": _("盘点表"),
            "no": count.no,
            "on": count.planned_on,
            "company": count.owner_party.name,
            "count": count,
            "is_hidden": is_hidden,
            "rows": [queries.shown(line, count, is_hidden=is_hidden) for line in lines],
        },
    )
