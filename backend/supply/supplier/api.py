"""The HTTP door of suppliers, their qualification, certificates and accounts."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from backend.core import types
from backend.core.access import policy
from backend.core.http.doors import (
    FROM_QUERY,
    Filters,
    actor_of,
    as_json,
    fixed_first,
    only_known,
    router_for,
)
from backend.supply.supplier import calc, queries
from backend.supply.supplier.models import Supplier
from backend.supply.supplier.schemas import (
    BANK_CHANGE,
    CERTIFICATE,
    QUALIFICATION,
    QUESTIONNAIRE,
    SUPPLIER,
)
from backend.supply.supplier.schemas.bodies import Category

suppliers = router_for(SUPPLIER)


class WhoCanDeliver(Filters):
    """An urgent need: so many tonnes of a category, asked on one day, wanted by another."""

    category: Category
    quantity: types.PositiveWeight
    on: types.Day
    by: types.Day


class DeliverableOut(types.Out):
    """What one supplier says it can do."""

    supplier_id: UUID
    party_id: UUID
    party_name: str
    reported_on: types.Day
    spare: types.Weight
    per_month: types.Weight
    lead_days: int
    deliverable: types.Weight
    is_enough: bool
    earliest_on: types.Day | None
    blocks: list[str]
    warnings: list[str]


class WhoCanDeliverOut(types.Out):
    """Who can deliver by the day, those who can do all of it first; a hundred at most."""

    items: list[DeliverableOut]


@suppliers.get(
    "/who-can-deliver",
    response=WhoCanDeliverOut,
    operation_id="supply_supplier_who_can_deliver",
    summary="Ask who can deliver so much by a day",
)
def who_can_deliver(
    request: HttpRequest, query: Annotated[WhoCanDeliver, FROM_QUERY]
) -> HttpResponse:
    """Say for each approved supplier what its latest statement lets it deliver by a day."""
    only_known(request, WhoCanDeliver)
    actor = actor_of(request)
    policy.require(actor, SUPPLIER.permission("view"))
    seen = policy.visible(Supplier, actor)
    rows = []
    for said in queries.capacities(query.category, seen):
        terms = {
            "spare": said.spare,
            "per_month": said.per_month,
            "lead_days": said.lead_days,
            "on": query.on,
        }
        found: Decimal = calc.deliverable(**terms, by=query.by)  # type: ignore[arg-type]
        party = said.supplier.party
        standing = queries.standing_of(said.supplier, category=query.category, on=query.on)
        rows.append(
            DeliverableOut(
                supplier_id=said.supplier_id,
                party_id=party.pk,
                party_name=party.name,
                reported_on=said.reported_on,
                spare=said.spare,
                per_month=said.per_month,
                lead_days=said.lead_days,
                deliverable=found,
                is_enough=found >= query.quantity,
                earliest_on=calc.earliest(**terms, quantity=query.quantity),  # type: ignore[arg-type]
                blocks=list(standing.blocks),
                warnings=list(standing.warnings),
            )
        )
    rows.sort(key=lambda row: (not row.is_enough, len(row.blocks) > 0, -row.deliverable))
    return as_json({"items": [row.model_dump() for row in rows]})


ROUTERS = {
    "suppliers": fixed_first(suppliers),
    "qualifications": router_for(QUALIFICATION),
    "questionnaires": router_for(QUESTIONNAIRE),
    "certificates": router_for(CERTIFICATE),
    "bank-changes": router_for(BANK_CHANGE),
}
