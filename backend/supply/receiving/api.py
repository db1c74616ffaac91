"""The HTTP door of receiving."""

from django.http import HttpRequest, HttpResponse

from backend.core import printing
from backend.core.http.doors import actor_of, read, router_for
from backend.core.types import Id
from backend.supply.receiving import paper
from backend.supply.receiving.schemas import NOTICE, RECEIPT

receipts = router_for(RECEIPT)


@receipts.get(
    "/{receipt_id}/note.pdf",
    operation_id="supply_receipt_note",
    url_name="supply_receipt_note",
    summary="Print the receipt note",
    openapi_extra={
        "responses": {
            200: {"description": "PDF", "content": {printing.PDF: {"schema": {"type": "string"}}}}
        }
    },
)
def note(request: HttpRequest, receipt_id: Id) -> HttpResponse:
    """Print the receipt note 入库单 with the scale difference."""
    receipt = read(RECEIPT, actor_of(request), receipt_id)
    return printing.pdf_response(paper.note(receipt), name=f"入库单-{receipt.no}")


ROUTERS = {"notices": router_for(NOTICE), "receipts": receipts}
