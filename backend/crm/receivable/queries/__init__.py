"""What may be asked of the plan, the receipts and the ledger between them."""

from backend.crm.receivable.queries.ageing import ageing, overdue, promised
from backend.crm.receivable.queries.balances import balances
from backend.crm.receivable.queries.gate import (
    BEFORE_GOODS,
    Gate,
    money_gate,
    payment_axis,
    received,
)
from backend.crm.receivable.queries.matching import Suggestion, payable, suggest
from backend.crm.receivable.queries.statement import Account, Entry, Movement, account

__all__ = [
    "BEFORE_GOODS",
    "Account",
    "Entry",
    "Gate",
    "Movement",
    "Suggestion",
    "account",
    "ageing",
    "balances",
    "money_gate",
    "overdue",
    "payable",
    "payment_axis",
    "promised",
    "received",
    "suggest",
]
