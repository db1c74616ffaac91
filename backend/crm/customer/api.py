"""The HTTP door of customers and their people."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Schema
from pydantic import create_model

from backend.core import overview, types
from backend.core.http import doors
from backend.core.http.grammar import dumps
from backend.crm.customer.schemas import CONTACT, CUSTOMER

customers = doors.router_for(CUSTOMER)
ROUTERS = {"customers": customers, "contacts": doors.router_for(CONTACT)}

Sections: Any = create_model(
    "CustomerSections",
    __base__=Schema,
    **{part.name: (list[part.row] | None, ...) for part in overview.sections()},  # type: ignore[name-defined]
)


class CustomerOverview(Schema):
    """One customer from all sides; a section is null when the reader may not read it."""

    profile: doors.with_extras(CUSTOMER.out, verbs=True)  # type: ignore[valid-type]
    sections: Sections
    timeline: list[overview.TimelineRow]


class TimelineQuery(doors.Filters):
    """Where to go on reading."""

    before: types.count(1, 9_223_372_036_854_775_807) | None = None
    limit: types.count(1, 200) = 50


class TimelinePage(Schema):
    """A page of a timeline; `next` is what to send as `before`."""

    items: list[overview.TimelineRow]
    next: int | None


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
    page = {
        "profile": doors.represent(CUSTOMER, actor, customer),
        "sections": overview.of_party(customer.party_id, actor),
        "timeline": overview.timeline(customer.party_id, actor),
    }
    return HttpResponse(dumps(page), content_type="application/json")


@customers.get(
    "/{customer_id}/timeline",
    response=TimelinePage,
    operation_id="crm_customer_timeline",
    summary="Read what happened with a customer",
)
def read_timeline(
    request: HttpRequest,
    customer_id: Annotated[types.Id, Path(...)],
    query: Annotated[TimelineQuery, Query(...)],
) -> HttpResponse:
    """Read what happened with a customer, newest first."""
    actor = doors.actor_of(request)
    customer = doors.read(CUSTOMER, actor, customer_id)
    rows = overview.timeline(customer.party_id, actor, before=query.before, limit=query.limit + 1)
    following = rows[query.limit - 1]["id"] if len(rows) > query.limit else None
    page = {"items": rows[: query.limit], "next": following}
    return HttpResponse(dumps(page), content_type="application/json")
