"""The HTTP door of margins."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query

from backend.core.access import policy
from backend.core.documents import actions as documents
from backend.core.http.doors import actor_of, as_json, fixed_first, only_known, router_for
from backend.crm.contract.models import Contract
from backend.crm.margin import paper, queries
from backend.crm.margin.schemas import CLOSED, MARGIN, BridgeQuery, MarginBridge

router = router_for(MARGIN)


@router.get(
    "/bridge",
    response=MarginBridge,
    operation_id="crm_margin_bridge",
    summary="Explain why the margin of an order changed",
)
def bridge(request: HttpRequest, query: Annotated[BridgeQuery, Query()]) -> HttpResponse:
    """Explain a change of margin part by part; for those who may read every figure of it."""
    actor = actor_of(request)
    only_known(request, BridgeQuery)
    policy.require(actor, MARGIN.permission("view"))
    contract = documents.get(Contract, query.contract_id, actor=actor)
    policy.require_readable(actor, MARGIN, CLOSED)
    found = queries.bridge(contract, before=query.before, after=query.after)
    return as_json(MarginBridge(**paper.told(found)).model_dump())


ROUTERS = {"margins": fixed_first(router)}
