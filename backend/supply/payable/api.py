"""The HTTP door of payables, payments, supplier invoices and statements."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query

from backend.core import printing
from backend.core.http.doors import actor_of, fixed_first, read, router_for
from backend.core.types import Id
from backend.supply.payable import paper, queries
from backend.supply.payable.schemas import (
    PAYABLE,
    PAYMENT,
    SUPPLIER_INVOICE,
    SUPPLIER_STATEMENT,
    SupplierAgeingOut,
    SupplierAgeingQuery,
)

payables = router_for(PAYABLE)
statements = router_for(SUPPLIER_STATEMENT)


@payables.get(
    "/ageing",
    response=SupplierAgeingOut,
    operation_id="supply_payable_ageing",
    summary="Age what we owe",
)
def ageing(
    request: HttpRequest, query: Annotated[SupplierAgeingQuery, Query(...)]
) -> dict[str, Any]:
    """Open money by days overdue, for each supplier."""
    return queries.ageing(actor_of(request), **dict(query))


@statements.get(
    "/{statement_id}/statement.pdf",
    operation_id="supply_statement_pdf",
    url_name="supply_statement_pdf",
    summary="Print a supplier's statement",
    openapi_extra={
        "responses": {
            200: {"description": "PDF", "content": {printing.PDF: {"schema": {"type": "string"}}}}
        }
    },
)
def statement_pdf(request: HttpRequest, statement_id: Id) -> HttpResponse:
    """Print the statement of account 对账单 with a reply form."""
    found = read(SUPPLIER_STATEMENT, actor_of(request), statement_id)
    return printing.pdf_response(paper.statement(found), name=f"对账单-{found.no}")


ROUTERS = {
    "payables": fixed_first(payables),
    "payments": router_for(PAYMENT),
    "invoices": router_for(SUPPLIER_INVOICE),
    "statements": statements,
}
