"""What is there, what is free, who holds it, where it came from, and whether the books agree."""

from backend.goods.stock.queries import checks
from backend.goods.stock.queries.there import (
    FREE,
    HAS_FREE,
    REVERSIBLE,
    Want,
    available,
    free_of,
    genealogy,
    holds,
    is_standing,
    locked,
    moves_of,
    named,
    open_weight,
    reserved_for,
    standing,
    stock,
)
from backend.goods.stock.queries.trace import Kin, Link, Passage, Trace, trace

__all__ = [
    "FREE",
    "HAS_FREE",
    "REVERSIBLE",
    "Kin",
    "Link",
    "Passage",
    "Trace",
    "Want",
    "available",
    "checks",
    "free_of",
    "genealogy",
    "holds",
    "is_standing",
    "locked",
    "moves_of",
    "named",
    "open_weight",
    "reserved_for",
    "standing",
    "stock",
    "trace",
]
