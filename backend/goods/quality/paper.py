"""The quality certificate of a lot on paper 质检证书, and what a mill's certificate said."""

from django.utils.translation import gettext_lazy as _

from backend.core import printing
from backend.goods.quality.models import Certificate


def certificate(paper: Certificate) -> bytes:
    """This will print what was asked of a lot and what was found, for its signatures."""
    is_mill = paper.kind == Certificate.Kind.MILL
    lot = paper.lot
    return printing.render(
        "goods/print/certificate.html",
        {
            "title": _("质保书") if is_mill else _("质检证书"),
            "no": paper.no,
            "on": paper.issued_on,
            "company": lot.owner_party.name,
            "paper": paper,
            "lot": lot,
            "is_mill": is_mill,
            "rows": sorted(paper.lines.all(), key=lambda line: line.seq),
            "is_conceded": paper.inspection is not None and paper.inspection.state == "conditional",
        },
    )
