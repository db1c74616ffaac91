"""What may be asked of the plan, the receipts and the ledger between them."""

from backend.crm.receivable.queries.gate import (
    Gate,
    money_gate,
    payment_axis,
    received,
)
from backend.crm.receivable.queries.matching import Suggestion, payable, suggest

__all__ = [
    "Gate",
    "Suggestion",
    "money_gate",
    "payable",
    "payment_axis",
    "received",
    "suggest",
]
