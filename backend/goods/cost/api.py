"""The HTTP door of cost: what our stock is worth, and what goods would cost now."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from backend.core import money, types
from backend.core.access import policy
from backend.core.http.doors import FROM_QUERY, Filters, actor_of, as_json
from backend.core.registry import permit
from backend.goods.cost import queries

VIEW_COST = permit("goods.view_cost")
router = Router(tags=["goods"])
Unit = types.number(18, 4)


class ValuationRow(types.Out):
    """Tonnes and value of one pool, excluding VAT."""

    product_id: UUID
    product_code: str
    product_name: str
    warehouse_id: UUID
    warehouse_name: str
    owner_party_id: UUID
    owner_party_name: str
    costing: str
    quantity: types.Weight
    value: types.Money
    unit_cost: Unit


class Valuation(types.Out):
    """Our stock by pool and what all of it is worth."""

    items: list[ValuationRow]
    value: types.Money


class ValuationQuery(Filters):
    """What the valuation can be narrowed to."""

    product_id: types.Id | None = None
    warehouse_id: types.Id | None = None
    owner_party_id: types.Id | None = None


class EstimateQuery(Filters):
    """Which goods, how many tonnes, perhaps from where and for which line."""

    product_id: types.Id
    weight: types.PositiveWeight
    warehouse_id: types.Id | None = None
    owner_party_id: types.Id | None = None
    line_id: types.Id | None = None


class EstimateOut(types.Out):
    """What goods would cost now, on which basis, for how many of the tonnes asked for."""

    unit: Unit | None
    value: types.Money | None
    basis: str
    covered: types.Weight


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


ROUTERS = {"cost": router}
