"""The HTTP door of instalments and receipts."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from backend.core import printing
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.http.doors import actor_of, router_for
from backend.core.types import Id
from backend.crm.receivable import paper, queries
from backend.crm.receivable.models import Receipt
from backend.crm.receivable.queries import Account
from backend.crm.receivable.schemas import (
    RECEIPT,
    RECEIVABLE,
    AgeingOut,
    AgeingQuery,
    StatementOut,
    StatementQuery,
    SuggestionOut,
    statement_of,
)

receivables = router_for(RECEIVABLE)
receipts = router_for(RECEIPT)


@receivables.get(
    "/ageing",
    response=AgeingOut,
    operation_id="crm_receivable_ageing",
    summary="Age what is open",
)
def ageing(request: HttpRequest, query: Annotated[AgeingQuery, Query(...)]) -> dict[str, Any]:
    """Open money by days overdue, for each customer or each person."""
    return queries.ageing(actor_of(request), **dict(query))


@receivables.get(
    "/statement",
    response=StatementOut,
    operation_id="crm_receivable_statement",
    summary="Draw up a statement of account",
)
def statement(request: HttpRequest, query: Annotated[StatementQuery, Query(...)]) -> dict[str, Any]:
    """A customer's account for a period: opening, movements, closing."""
    return statement_of(_account(actor_of(request), query))


@receivables.get(
    "/statement.pdf",
    operation_id="crm_receivable_statement_pdf",
    url_name="crm_receivable_statement_pdf",
    summary="Print a statement of account",
    openapi_extra={
        "responses": {
            200: {"description": "PDF", "content": {printing.PDF: {"schema": {"type": "string"}}}}
        }
    },
)
def statement_pdf(
    request: HttpRequest, query: Annotated[StatementQuery, Query(...)]
) -> HttpResponse:
    """The statement of account as PDF, with a reply form."""
    account = _account(actor_of(request), query)
    name = f"{account.party.no}-{account.since:%Y%m%d}-{account.until:%Y%m%d}"
    return printing.pdf_response(paper.statement(account), name=name)


def _account(actor: Actor, query: StatementQuery) -> Account:
    return queries.account(
        query.party_id,
        actor=actor,
        since=query.since,
        until=query.until,
        currency=query.currency,
    )


@receipts.get(
    "/{receipt_id}/suggestion",
    response=SuggestionOut,
    operation_id="crm_receipt_suggestion",
    summary="See what a receipt would pay",
)
def suggestion(request: HttpRequest, receipt_id: Annotated[Id, Path(...)]) -> dict[str, Any]:
    """Which instalments the receipt would pay, how much of each, and why."""
    return _suggestion(actor_of(request), receipt_id)


def _suggestion(actor: Actor, receipt_id: UUID) -> dict[str, Any]:
    policy.require(actor, "crm.view_receipt")
    policy.require(actor, "crm.view_receivable")
    receipt = documents.get(Receipt, receipt_id, actor=actor)
    left = receipt.amount - receipt.allocated
    lines = queries.payable(receipt, actor=actor).select_related("contract")
    found = queries.suggest(receipt, lines=lines)
    rows = [
        {
            "receivable_id": s.line.pk,
            "no": s.line.no,
            "contract_no": s.line.contract.no,
            "due_on": s.line.due_on,
            "open": s.line.open,
            "amount": s.amount,
            "left": s.left,
            "because": s.because,
        }
        for s in found
    ]
    return {"rows": rows, "on_account": left - sum(s.amount for s in found)}


def _named_first(router: Router) -> Router:
    """Put fixed paths before `/{id}`, which would take their names for an id."""
    fixed = {path: view for path, view in router.path_operations.items() if "{" not in path}
    router.path_operations = fixed | router.path_operations
    return router


ROUTERS = {"receivables": _named_first(receivables), "receipts": receipts}
