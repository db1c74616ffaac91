"""The HTTP door of invoices."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path

from backend.core import printing
from backend.core.http.doors import actor_of, read, router_for
from backend.core.types import Id
from backend.crm.invoice import paper
from backend.crm.invoice.schemas import INVOICE

invoices = router_for(INVOICE)


@invoices.get(
    "/{invoice_id}/application.pdf",
    operation_id="crm_invoice_application_pdf",
    url_name="crm_invoice_application_pdf",
    summary="Print the application for an invoice",
    openapi_extra={
        "responses": {
            200: {"description": "PDF", "content": {printing.PDF: {"schema": {"type": "string"}}}}
        }
    },
)
def application_pdf(request: HttpRequest, invoice_id: Annotated[Id, Path(...)]) -> HttpResponse:
    """The application for an invoice as PDF."""
    actor = actor_of(request)
    invoice = read(INVOICE, actor, invoice_id)
    return printing.pdf_response(paper.application(invoice, actor=actor), name=invoice.no)


ROUTERS = {"invoices": invoices}
