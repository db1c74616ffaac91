"""The HTTP door of settlement statements."""

from django.http import HttpRequest, HttpResponse

from backend.core import printing
from backend.core.http.doors import actor_of, read, router_for
from backend.core.types import Id
from backend.crm.settlement import paper
from backend.crm.settlement.schemas import SETTLEMENT

router = router_for(SETTLEMENT)


@router.get(
    "/{settlement_id}/statement.pdf",
    operation_id="crm_settlement_statement",
    url_name="crm_settlement_statement",
    summary="Print the statement",
    openapi_extra={
        "responses": {
            200: {"description": "PDF", "content": {printing.PDF: {"schema": {"type": "string"}}}}
        }
    },
)
def statement(request: HttpRequest, settlement_id: Id) -> HttpResponse:
    """Print the settlement statement 结算单."""
    settlement = read(SETTLEMENT, actor_of(request), settlement_id)
    return printing.pdf_response(paper.statement(settlement), name=f"结算单-{settlement.no}")


ROUTERS = {"settlements": router}
