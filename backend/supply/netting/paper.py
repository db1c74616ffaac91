"""The agreement to net 抵账协议 for print and seal."""

from backend.core import printing
from backend.core.party.models import Party
from backend.supply.netting.models import Netting, NettingLine


def agreement(found: Netting) -> bytes:
    """This will print a netting with both sides' debts and a place for two seals."""
    lines = sorted(found.lines.all(), key=lambda line: line.seq)
    ours = [line for line in lines if line.side == NettingLine.Side.OURS]
    theirs = [line for line in lines if line.side == NettingLine.Side.THEIRS]
    return printing.render(
        "supply/netting/agreement.html",
        {
            "title": found._meta.verbose_name,
            "no": found.no,
            "on": found.netted_on,
            "company": our_name(),
            "netting": found,
            "sides": [("我方应付贵方", ours), ("贵方应付我方", theirs)],
        },
    )


def our_name() -> str:
    """The company that writes: our own entity put on file first."""
    ours = Party.objects.filter(is_ours=True).order_by("created_at", "pk").first()
    return ours.name if ours else ""
