"""The HTTP door of requisitions."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from backend.core import types
from backend.core.access import policy
from backend.core.http.doors import (
    FROM_QUERY,
    Filters,
    IdempotencyKey,
    actor_of,
    answer,
    as_json,
    fixed_first,
    inputs,
    once,
    only_known,
    router_for,
    with_extras,
)
from backend.supply.requisition import actions, queries
from backend.supply.requisition.schemas import (
    MERGE,
    REQUISITION,
    RequisitionMerge,
    RequisitionOut,
)

requisitions = router_for(REQUISITION)
MOST = 500


class OpenLineQuery(Filters):
    """Which lines: of a product, wanted by a day."""

    product_id: types.Id | None = None
    needed_until: types.Day | None = None


class OpenLineOut(types.Out):
    """An approved line that is still to be bought."""

    line_id: UUID
    requisition_id: UUID
    requisition_no: str
    reason_kind: str
    source_no: str
    product_id: UUID
    product_code: str
    product_name: str
    quantity_open: types.Weight
    needed_on: types.Day
    warehouse_id: UUID | None
    brands: list[str]
    note: str


class OpenLinesOut(types.Out):
    """Lines still to be bought, the soonest first."""

    items: list[OpenLineOut]


@requisitions.get(
    "/open-lines",
    response=OpenLinesOut,
    operation_id="supply_requisition_open_lines",
    summary="List approved lines still to be bought",
)
def open_lines(request: HttpRequest, query: Annotated[OpenLineQuery, FROM_QUERY]) -> HttpResponse:
    """List the approved lines in sight that nobody has bought yet, the soonest first."""
    only_known(request, OpenLineQuery)
    actor = actor_of(request)
    policy.require(actor, REQUISITION.permission("view"))
    rows = queries.open_lines(actor)
    if query.product_id is not None:
        rows = rows.filter(product_id=query.product_id)
    if query.needed_until is not None:
        rows = rows.filter(needed_on__lte=query.needed_until)
    items = [
        OpenLineOut(
            line_id=line.pk,
            requisition_id=line.requisition_id,
            requisition_no=line.requisition.no,
            reason_kind=line.requisition.reason_kind,
            source_no=line.requisition.source_no,
            product_id=line.product_id,
            product_code=line.product.code,
            product_name=str(line.product),
            quantity_open=line.quantity_open,
            needed_on=line.needed_on,
            warehouse_id=line.warehouse_id,
            brands=list(line.brands),
            note=line.note,
        ).model_dump()
        for line in rows[:MOST]
    ]
    return as_json({"items": items})


@requisitions.post(
    "/merge",
    response={201: with_extras(RequisitionOut, verbs=True)},
    operation_id="supply_requisition_merge",
    summary="Buy several approved lines together",
)
def merge(request: HttpRequest, data: RequisitionMerge, key: IdempotencyKey = None) -> HttpResponse:
    """Open one approved requisition for what several approved lines still need."""
    actor = actor_of(request)
    policy.require(actor, MERGE)

    def work() -> HttpResponse:
        merged = actions.merge(actor=actor, **inputs(REQUISITION, actor, data))
        return answer(REQUISITION, actor, merged.pk, status=201)

    return once(request, actor, key, work)


ROUTERS = {"requisitions": fixed_first(requisitions)}
