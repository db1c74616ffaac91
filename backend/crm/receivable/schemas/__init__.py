"""The plan and the receipts as machines see them."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import overview
from backend.core.access.actor import Actor
from backend.crm.receivable import queries
from backend.crm.receivable.schemas.account import (
    AgeingOut,
    AgeingQuery,
    BalanceRow,
    StatementOut,
    StatementQuery,
    statement_of,
)
from backend.crm.receivable.schemas.plan import RECEIVABLE
from backend.crm.receivable.schemas.receipt import RECEIPT, SuggestionOut


@overview.section(
    "balances",
    label=_("往来余额"),
    permission=RECEIVABLE.permission("view"),
    row=BalanceRow,
    tab=overview.Tab.MONEY,
)
def balances_of(party_id: UUID, actor: Actor) -> overview.Rows:
    """This will read what a customer owes today, by currency."""
    return queries.balances(party_id, actor, on=timezone.localdate())


overview.papers("receivables", RECEIVABLE, tab=overview.Tab.MONEY)
overview.papers("receipts", RECEIPT, tab=overview.Tab.MONEY)

__all__ = [
    "RECEIPT",
    "RECEIVABLE",
    "AgeingOut",
    "AgeingQuery",
    "BalanceRow",
    "StatementOut",
    "StatementQuery",
    "SuggestionOut",
    "statement_of",
]
