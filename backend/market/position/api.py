"""The HTTP door of positions, their limits and breaches."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from backend.core.access import policy
from backend.core.http.doors import actor_of, as_json, only_known, router_for
from backend.market.position import queries
from backend.market.position.schemas import (
    LIMIT_BREACH,
    POSITION_ENTRY,
    POSITION_LIMIT,
    VIEW,
    PositionQuery,
    PositionsOut,
)

positions = Router(tags=["market"])


@positions.get(
    "",
    response=PositionsOut,
    operation_id="market_position_read",
    summary="Read positions by metal and month",
)
def read(request: HttpRequest, query: Annotated[PositionQuery, Query()]) -> HttpResponse:
    """Read the net and running position of each metal by month, marked, with its limits."""
    only_known(request, PositionQuery)
    policy.require(actor_of(request), VIEW)
    on = query.on or timezone.localdate()
    wanted = queries.metals() if query.metal is None else [query.metal]
    items = [queries.ladder(metal, on=on) for metal in wanted]
    return as_json(PositionsOut.model_validate({"on": on, "items": items}).model_dump())


ROUTERS = {
    "positions": positions,
    "position-entries": router_for(POSITION_ENTRY),
    "position-limits": router_for(POSITION_LIMIT),
    "limit-breaches": router_for(LIMIT_BREACH),
}
