"""The HTTP door of leads."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query

from backend.core import types
from backend.core.access import policy
from backend.core.documents import actions as documents
from backend.core.http.doors import actor_of, as_json, fixed_first, only_known, router_for
from backend.crm.lead import queries
from backend.crm.lead.models import Lead
from backend.crm.lead.schemas import (
    LEAD,
    KnownListOut,
    PooledLeadsOut,
    ResponseListOut,
    ResponseQuery,
)

router = router_for(LEAD)
MOST = 200


@router.get(
    "/response",
    response=ResponseListOut,
    operation_id="crm_lead_response",
    summary="Measure how fast leads are answered",
)
def response(request: HttpRequest, query: Annotated[ResponseQuery, Query()]) -> dict[str, Any]:
    """Count leads answered in time and late, with the median of working minutes."""
    only_known(request, ResponseQuery)
    actor = actor_of(request)
    policy.require(actor, LEAD.permission("view"))
    return {"items": queries.responses(actor, by=query.by, since=query.since, until=query.until)}


@router.get(
    "/pool",
    response=PooledLeadsOut,
    operation_id="crm_lead_pool",
    summary="List the leads in the pool",
)
def pool(request: HttpRequest) -> dict[str, Any]:
    """List leads that wait for whoever claims them, without phones and mails."""
    policy.require(actor_of(request), LEAD.permission("claim"))
    return {"items": list(queries.pooled()[:MOST])}


@router.get(
    "/{lead_id}/lookalikes",
    response=KnownListOut,
    operation_id="crm_lead_lookalikes",
    summary="Tell which company a lead may be",
)
def lookalikes(request: HttpRequest, lead_id: Annotated[types.Id, Path()]) -> HttpResponse:
    """Tell which parties on file a lead may be; one out of sight is counted, not named."""
    actor = actor_of(request)
    policy.require(actor, LEAD.permission("view"))
    lead = documents.get(Lead, lead_id, actor=actor)
    found = queries.looks_like(lead, actor)
    rows = [
        {
            "party_id": None if known.party is None else known.party.pk,
            "name": "" if known.party is None else known.party.name,
            "score": known.match.score,
            "verdict": str(known.match.verdict),
            "signals": [str(one.signal) for one in known.match.evidence],
        }
        for known in found
    ]
    return as_json({"items": rows})


ROUTERS = {"leads": fixed_first(router)}
