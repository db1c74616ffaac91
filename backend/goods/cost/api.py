"""The HTTP door of cost: what our stock is worth, what goods would cost, and the policies."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router

from backend.core import money
from backend.core.access import policy
from backend.core.http.doors import FROM_QUERY, actor_of, as_json, router_for
from backend.core.registry import permit
from backend.goods.cost import queries
from backend.goods.cost.schemas import (
    POLICY,
    EstimateOut,
    EstimateQuery,
    Valuation,
    ValuationQuery,
)

VIEW_COST = permit("goods.view_cost")
router = Router(tags=["goods"])


@router.get(
    "/valuation",
    response=Valuation,
    operation_id="goods_cost_valuation",
    summary="Value the stock",
)
def value_stock(request: HttpRequest, query: Annotated[ValuationQuery, FROM_QUERY]) -> HttpResponse:
    """Value our own stock pool by pool, excluding VAT; goods of others are not ours to value."""
    policy.require(actor_of(request), VIEW_COST)
    rows = queries.valuation(**dict(query))
    return as_json({"items": rows, "value": money.total(row["value"] for row in rows)})


@router.get(
    "/estimate",
    response=EstimateOut,
    operation_id="goods_cost_estimate",
    summary="Estimate a cost",
)
def estimate_cost(
    request: HttpRequest, query: Annotated[EstimateQuery, FROM_QUERY]
) -> HttpResponse:
    """Tell what tonnes of a product would cost if they left now, and say the basis."""
    policy.require(actor_of(request), VIEW_COST)
    return as_json(queries.estimate(**dict(query))._asdict())


ROUTERS = {"cost": router, "costing-policies": router_for(POLICY)}
