"""The HTTP doors of plans and due visits."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query

from backend.core.access import policy
from backend.core.http.doors import actor_of, fixed_first, only_known, router_for
from backend.service.maintenance import queries
from backend.service.maintenance.schemas import (
    MAINTENANCE_PLAN,
    OCCASION,
    ComplianceAsk,
    ComplianceOut,
)

occasions = router_for(OCCASION)


@occasions.get(
    "/compliance",
    response=ComplianceOut,
    operation_id="service_occasion_compliance",
    summary="Tell how many due visits were done inside their window",
)
def compliance(request: HttpRequest, query: Annotated[ComplianceAsk, Query(...)]) -> dict[str, Any]:
    """Visits due in a period that were done in time, late, or not at all."""
    only_known(request, ComplianceAsk)
    actor = actor_of(request)
    policy.require(actor, OCCASION.permission("view"))
    return queries.compliance(actor, **dict(query))._asdict()


ROUTERS = {
    "maintenance-plans": router_for(MAINTENANCE_PLAN),
    "occasions": fixed_first(occasions),
}
