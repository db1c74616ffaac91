"""The plan and the receipts as machines see them."""

from backend.core import overview
from backend.crm.receivable.schemas.account import (
    AgeingOut,
    AgeingQuery,
    StatementOut,
    StatementQuery,
    statement_of,
)
from backend.crm.receivable.schemas.plan import RECEIVABLE
from backend.crm.receivable.schemas.receipt import RECEIPT, SuggestionOut

overview.papers("receivables", RECEIVABLE)
overview.papers("receipts", RECEIPT)

__all__ = [
    "RECEIPT",
    "RECEIVABLE",
    "AgeingOut",
    "AgeingQuery",
    "StatementOut",
    "StatementQuery",
    "SuggestionOut",
    "statement_of",
]
