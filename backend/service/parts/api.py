"""The HTTP doors of spare parts."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse

from backend.core import printing
from backend.core.access import policy
from backend.core.access.models import Mode
from backend.core.documents import actions as documents
from backend.core.errors import FieldForbidden
from backend.core.http.doors import (
    FROM_QUERY,
    actor_of,
    fixed_first,
    only_known,
    read,
    router_for,
)
from backend.core.types import Id
from backend.goods.warehouse.models import Warehouse
from backend.service.parts import paper, queries
from backend.service.parts.schemas import (
    DEFECTIVE_RETURN,
    FITMENT,
    PART_REFERENCE,
    PARTS_REQUEST,
    SUPPLIER_WARRANTY,
    VAN_LEVEL,
    WARRANTY_CLAIM,
)
from backend.service.parts.schemas.fit import (
    FoundPartsOut,
    PartFindQuery,
    PartSuggestionsOut,
    PartSuggestQuery,
)
from backend.service.parts.schemas.vans import PartsLacksOut, PartsLacksQuery
from backend.service.workorder.models import WorkOrder

levels = router_for(VAN_LEVEL)
claims = router_for(WARRANTY_CLAIM)
numbers = router_for(PART_REFERENCE)


@levels.get(
    "/lacks",
    response=PartsLacksOut,
    operation_id="service_van_level_lacks",
    summary="Propose what to send to a van",
)
def lacks(request: HttpRequest, query: Annotated[PartsLacksQuery, FROM_QUERY]) -> dict[str, Any]:
    """List the parts of which a van holds too little, with what is coming and what to send."""
    only_known(request, PartsLacksQuery)
    actor = actor_of(request)
    policy.require(actor, "service.view_van_level")
    documents.get(Warehouse, query.warehouse_id, actor=actor)
    return {"items": [row._asdict() for row in queries.lacks(query.warehouse_id)]}


@numbers.get(
    "/find",
    response=FoundPartsOut,
    operation_id="service_part_reference_find",
    summary="Find parts by any number, or by the machine they fit",
)
def find(request: HttpRequest, query: Annotated[PartFindQuery, FROM_QUERY]) -> dict[str, Any]:
    """Find parts by our code or anybody's number, signs left out, and by fitment."""
    only_known(request, PartFindQuery)
    actor = actor_of(request)
    policy.require(actor, "service.view_part_reference")
    found = queries.find(
        actor, text=query.text, machine_id=query.machine_id, position=query.position
    )
    return {"items": [row._asdict() for row in found]}


@numbers.get(
    "/suggestions",
    response=PartSuggestionsOut,
    operation_id="service_part_reference_suggestions",
    summary="Suggest parts for an order from history",
)
def suggestions(
    request: HttpRequest, query: Annotated[PartSuggestQuery, FROM_QUERY]
) -> dict[str, Any]:
    """Suggest the parts that helped on the same model with the same symptom, with counts."""
    only_known(request, PartSuggestQuery)
    actor = actor_of(request)
    policy.require(actor, "service.view_part_reference")
    order = documents.get(WorkOrder, query.work_order_id, actor=actor)
    return {"items": [row._asdict() for row in queries.suggest(order, actor)]}


@claims.get(
    "/{warranty_claim_id}/letter.pdf",
    operation_id="service_warranty_claim_letter",
    url_name="service_warranty_claim_letter",
    summary="Print the letter of claim",
    openapi_extra={
        "responses": {
            200: {"description": "PDF", "content": {printing.PDF: {"schema": {"type": "string"}}}}
        }
    },
)
def letter(request: HttpRequest, warranty_claim_id: Id) -> HttpResponse:
    """Print the letter of claim 质保索赔函, for who may see what is claimed."""
    actor = actor_of(request)
    claim = read(WARRANTY_CLAIM, actor, warranty_claim_id)
    if actor.mode_of(WARRANTY_CLAIM.code, "amount") < Mode.READONLY:
        raise FieldForbidden(fields="amount")
    return printing.pdf_response(paper.letter(claim), name=f"质保索赔函-{claim.no}")


ROUTERS = {
    "van-levels": fixed_first(levels),
    "parts-requests": router_for(PARTS_REQUEST),
    "defective-returns": router_for(DEFECTIVE_RETURN),
    "supplier-warranties": router_for(SUPPLIER_WARRANTY),
    "warranty-claims": claims,
    "part-references": fixed_first(numbers),
    "fitments": router_for(FITMENT),
}
