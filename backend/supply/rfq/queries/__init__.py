"""Questions about requests for quotation."""

from backend.supply.rfq.queries.awards import Awarded, awarded
from backend.supply.rfq.queries.comparing import Compared, Comparison, cell_at, compare
from backend.supply.rfq.queries.rules import rules_of

__all__ = [
    "Awarded",
    "Compared",
    "Comparison",
    "awarded",
    "cell_at",
    "compare",
    "rules_of",
]
