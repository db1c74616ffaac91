"""The HTTP door of price settlements."""

from django.http import HttpRequest, HttpResponse

from backend.core import printing
from backend.core.access import policy
from backend.core.http.doors import actor_of, read, router_for
from backend.core.types import Id
from backend.supply.pricesettlement import paper
from backend.supply.pricesettlement.schemas import AMOUNTS, PRICE_SETTLEMENT

router = router_for(PRICE_SETTLEMENT)


@router.get(
    "/{settlement_id}/statement.pdf",
    operation_id="supply_settlement_statement",
    url_name="supply_settlement_statement",
    summary="Print the settlement of a purchase",
    openapi_extra={
        "responses": {
            200: {"description": "PDF", "content": {printing.PDF: {"schema": {"type": "string"}}}}
        }
    },
)
def statement(request: HttpRequest, settlement_id: Id) -> HttpResponse:
    """Print the settlement 采购结算单."""
    actor = actor_of(request)
    settlement = read(PRICE_SETTLEMENT, actor, settlement_id)
    policy.require_readable(actor, PRICE_SETTLEMENT, AMOUNTS)
    return printing.pdf_response(paper.statement(settlement), name=f"采购结算单-{settlement.no}")


ROUTERS = {"settlements": router}
