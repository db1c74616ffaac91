"""Questions about processing: what lies at the mill, what balances, what it cost."""

from backend.supply.processing.queries import invariants
from backend.supply.processing.queries.account import MillMonth, mill_account
from backend.supply.processing.queries.balance import Balance, balance_of, tickets_of
from backend.supply.processing.queries.costs import key_of, output_lots, pending
from backend.supply.processing.queries.material import (
    Heap,
    claimed_elsewhere,
    heaps,
    rate_for,
    value_at,
)
from backend.supply.processing.queries.statement import Figure, Statement, work_out
from backend.supply.processing.queries.yields import YieldRow, yields

__all__ = [
    "Balance",
    "Figure",
    "Heap",
    "MillMonth",
    "Statement",
    "YieldRow",
    "balance_of",
    "claimed_elsewhere",
    "heaps",
    "invariants",
    "key_of",
    "mill_account",
    "output_lots",
    "pending",
    "rate_for",
    "tickets_of",
    "value_at",
    "work_out",
    "yields",
]
