"""The HTTP doors of processing."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse

from backend.core import printing
from backend.core.access import policy
from backend.core.http.doors import (
    FROM_QUERY,
    actor_of,
    fixed_first,
    only_known,
    read,
    router_for,
)
from backend.core.types import Id
from backend.supply.processing import paper, queries
from backend.supply.processing.schemas import BOM, PROCESSING, PROCESSING_SETTLEMENT, PROCESSOR
from backend.supply.processing.schemas.statements import (
    MillAccountOut,
    MillAccountQuery,
    YieldQuery,
    YieldsOut,
)

orders = router_for(PROCESSING)
settlements = router_for(PROCESSING_SETTLEMENT)


@orders.get(
    "/yields",
    response=YieldsOut,
    operation_id="supply_processing_yields",
    summary="Yields of settled orders",
)
def yields(
    request: HttpRequest, query: Annotated[YieldQuery, FROM_QUERY]
) -> dict[str, list[queries.YieldRow]]:
    """List yields of settled orders beside mean and spread of their mill and product."""
    only_known(request, YieldQuery)
    actor = actor_of(request)
    policy.require(actor, "supply.view_processing")
    found = queries.yields(actor, processor_id=query.processor_id, product_id=query.product_id)
    return {"items": found}


@orders.get(
    "/mill-account",
    response=MillAccountOut,
    operation_id="supply_processing_mill_account",
    summary="Material at mills by month",
)
def mill_account(
    request: HttpRequest, query: Annotated[MillAccountQuery, FROM_QUERY]
) -> dict[str, list[queries.MillMonth]]:
    """Show material in, out, used and lost and the fees, by mill, owner and month."""
    only_known(request, MillAccountQuery)
    actor = actor_of(request)
    policy.require(actor, "supply.view_processing")
    return {"items": queries.mill_account(actor, **dict(query))}


@settlements.get(
    "/{settlement_id}/statement.pdf",
    operation_id="supply_processing_statement",
    url_name="supply_processing_statement",
    summary="Print the statement",
    openapi_extra={
        "responses": {
            200: {"description": "PDF", "content": {printing.PDF: {"schema": {"type": "string"}}}}
        }
    },
)
def statement(request: HttpRequest, settlement_id: Id) -> HttpResponse:
    """Print the statement 加工结算单."""
    found = read(PROCESSING_SETTLEMENT, actor_of(request), settlement_id)
    return printing.pdf_response(paper.statement(found), name=f"加工结算单-{found.no}")


ROUTERS = {
    "processors": router_for(PROCESSOR),
    "boms": router_for(BOM),
    "process-orders": fixed_first(orders),
    "processing-settlements": settlements,
}
