"""The HTTP door of customers and their people."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Schema
from pydantic import create_model

from backend.core import overview, types
from backend.core.http import doors
from backend.core.http.grammar import dumps
from backend.crm.customer.schemas import (
    CONTACT,
    CUSTOMER,
    CustomerTimelinePage,
    CustomerTimelineQuery,
)

customers = doors.router_for(CUSTOMER)
ROUTERS = {"customers": customers, "contacts": doors.router_for(CONTACT)}

_parts: dict[str, Any] = {
    part.name: (list[part.row] | None, ...)  # type: ignore[name-defined]
    for part in overview.sections()
}
Sections: Any = create_model("CustomerSections", __base__=Schema, **_parts)


class CustomerOverview(Schema):
    """One customer from all sides; a section is null when the reader may not read it."""

    as_of: types.Moment
    profile: doors.with_extras(CUSTOMER.out, verbs=True)  # type: ignore[valid-type]
    tabs: list[overview.TabOut]
    sections: Sections
    timeline: list[overview.TimelineRow]


@customers.get(
    "/{customer_id}/overview",
    response=CustomerOverview,
    operation_id="crm_customer_overview",
    summary="Read a customer from all sides",
)
def read_overview(
    request: HttpRequest, customer_id: Annotated[types.Id, Path(...)]
) -> HttpResponse:
    """Read a customer with its latest papers of every kind and its timeline."""
    actor = doors.actor_of(request)
    customer = doors.read(CUSTOMER, actor, customer_id)
    sections = overview.of_party(customer.party_id, actor)
    page = {
        "as_of": timezone.now(),
        "profile": doors.represent(CUSTOMER, actor, customer),
        "tabs": overview.tabs(sections),
        "sections": sections,
        "timeline": overview.timeline(customer.party_id, actor),
    }
    return HttpResponse(dumps(page), content_type="application/json")


@customers.get(
    "/{customer_id}/timeline",
    response=CustomerTimelinePage,
    operation_id="crm_customer_timeline",
    summary="Read what happened with a customer",
)
def read_timeline(
    request: HttpRequest,
    customer_id: Annotated[types.Id, Path(...)],
    query: Annotated[CustomerTimelineQuery, Query(...)],
) -> HttpResponse:
    """Read what happened with a customer, newest first."""
    actor = doors.actor_of(request)
    customer = doors.read(CUSTOMER, actor, customer_id)
    rows = overview.timeline(customer.party_id, actor, before=query.before, limit=query.limit + 1)
    following = rows[query.limit - 1]["id"] if len(rows) > query.limit else None
    page = {"items": rows[: query.limit], "next": following}
    return HttpResponse(dumps(page), content_type="application/json")
