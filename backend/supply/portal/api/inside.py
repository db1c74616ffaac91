"""Links of a contact, and what the contact did."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query

from backend.core import types
from backend.core.documents import actions as documents
from backend.core.events.models import Event
from backend.core.http import paging
from backend.core.http.doors import actor_of, as_json, read, router_for
from backend.core.sync import queries as log
from backend.core.sync.schemas import TimelineOut
from backend.supply.portal import queries
from backend.supply.portal.queries import Standing
from backend.supply.portal.schemas import PORTAL_CONTACT, DeedsQuery, PortalLinkOut, PortalLinksOut

router = router_for(PORTAL_CONTACT)
Contact = Annotated[types.Id, Path()]


@router.get(
    "/{portal_contact_id}/links",
    response=PortalLinksOut,
    operation_id="supply_portal_contact_links",
    summary="List the links of a contact",
)
def links(request: HttpRequest, portal_contact_id: Contact) -> HttpResponse:
    """List a contact's links; the token of an open one is told to who may make links."""
    actor = actor_of(request)
    contact = read(PORTAL_CONTACT, actor, portal_contact_id)
    may_link = "link" in documents.verbs_now(contact, actor)
    now = timezone.now()
    items = []
    for one in queries.links(contact):
        how = queries.standing(one, at=now)
        token = queries.token_of(one.pk) if may_link and how == Standing.OPEN else None
        facts = {
            name: getattr(one, name) for name in PortalLinkOut.model_fields if hasattr(one, name)
        }
        items.append({**facts, "standing": str(how), "token": token})
    return as_json(PortalLinksOut.model_validate({"items": items}).model_dump())


@router.get(
    "/{portal_contact_id}/deeds",
    response=TimelineOut,
    operation_id="supply_portal_contact_deeds",
    summary="Read what a contact did",
)
def deeds(
    request: HttpRequest, portal_contact_id: Contact, query: Annotated[DeedsQuery, Query()]
) -> HttpResponse:
    """Read what a person from outside did, newest first, as far as the caller sees the papers."""
    actor = actor_of(request)
    contact = read(PORTAL_CONTACT, actor, portal_contact_id)
    before = None if query.after is None else _event(query.after)
    rows = Event.objects.filter(actor_id=contact.user_id)
    items, following = log.timeline(actor, rows, before=before, limit=query.limit)
    after = None if following is None else paging.encode("", following)
    return as_json({"items": items, "next": after})


def _event(cursor: str) -> int:
    _nothing, event = paging.decode(cursor)
    if not (event.isascii() and event.isdigit() and len(event) < 19):
        raise paging.bad_cursor()
    return int(event)
