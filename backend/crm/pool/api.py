"""The HTTP door of pools, what waits in them, the rules and the history of owners."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query

from backend.core.access import policy
from backend.core.http import doors
from backend.crm.customer.models import Customer
from backend.crm.pool import queries
from backend.crm.pool.schemas import (
    CAPACITY_RULE,
    OWNERSHIP_EVENT,
    POOL,
    POOL_ENTRY,
    RECYCLE_EXTENSION,
    RECYCLE_RULE,
    RecycleNight,
    RecycleNightQuery,
)

rules = doors.router_for(RECYCLE_RULE)


@rules.get(
    "/preview",
    response=RecycleNight,
    operation_id="crm_recycle_rule_preview",
    summary="See what the rules do on a day",
)
def preview(request: HttpRequest, query: Annotated[RecycleNightQuery, Query(...)]) -> HttpResponse:
    """Tell which customers fall and whose owners are warned on a day, among those in sight.

    It is the same question that the nightly run asks; nothing is written.
    """
    actor = doors.actor_of(request)
    policy.require(actor, RECYCLE_RULE.permission("view"))
    found = queries.night(query.on, within=policy.visible(Customer, actor))
    return doors.as_json(
        {
            "on": query.on,
            "falls": [{**_told(f), "pool_id": f.pool_id, "to_id": f.to_id} for f in found.falls][
                : query.limit
            ],
            "warns": [{**_told(w), "threshold": w.threshold} for w in found.warns][: query.limit],
            "fall_count": len(found.falls),
            "warn_count": len(found.warns),
        }
    )


def _told(row: queries.Fall | queries.Warn) -> dict[str, Any]:
    return {
        "customer_id": row.customer_id,
        "customer_no": row.no,
        "name": row.name,
        "level": row.level,
        "owner_id": row.owner_id,
        "owner_name": row.owner_name,
        "rule_id": row.rule.pk,
        "rule_name": row.rule.name,
        "counts_from": row.counts_from,
        "falls_on": row.falls_on,
    }


ROUTERS = {
    "pools": doors.router_for(POOL),
    "pool-entries": doors.router_for(POOL_ENTRY),
    "recycle-rules": doors.fixed_first(rules),
    "recycle-extensions": doors.router_for(RECYCLE_EXTENSION),
    "capacity-rules": doors.router_for(CAPACITY_RULE),
    "ownership-events": doors.router_for(OWNERSHIP_EVENT),
}
