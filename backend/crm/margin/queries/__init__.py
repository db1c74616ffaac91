"""Questions about margins: what a line earns now, what it earned then, and why that changed."""

from backend.crm.margin.queries.kept import (
    Bridge,
    CostUnknown,
    LineBridge,
    NoSnapshot,
    bridge,
    figures_of,
    first,
    newest,
    snapshots,
)
from backend.crm.margin.queries.late import late_costs, lines_that_took
from backend.crm.margin.queries.working import Taken, fx_rate, now, quoted, stage_of

__all__ = [
    "Bridge",
    "CostUnknown",
    "LineBridge",
    "NoSnapshot",
    "Taken",
    "bridge",
    "figures_of",
    "first",
    "fx_rate",
    "late_costs",
    "lines_that_took",
    "newest",
    "now",
    "quoted",
    "snapshots",
    "stage_of",
]
