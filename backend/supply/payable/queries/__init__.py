"""Questions about what we owe."""

from backend.supply.payable.queries.ageing import ageing
from backend.supply.payable.queries.plan import (
    final_on,
    good_invoices,
    invoiced_on,
    invoiced_weight,
    is_triggered,
    open_for,
    received_on,
    total_of,
)
from backend.supply.payable.queries.statement import Account, account

__all__ = [
    "Account",
    "account",
    "ageing",
    "final_on",
    "good_invoices",
    "invoiced_on",
    "invoiced_weight",
    "is_triggered",
    "open_for",
    "received_on",
    "total_of",
]
