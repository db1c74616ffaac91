"""The HTTP door of the log."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.audit.queries import VIEW_AUDIT
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.core.events.models import Event
from backend.core.http import paging
from backend.core.http.doors import actor_of, as_json, only_known
from backend.core.party.models import Party
from backend.core.registry import find
from backend.core.sync import calc, queries
from backend.core.sync.schemas import FeedOut, FeedQuery, TimelineOut, TimelineQuery

changes = Router(tags=["core"])
events = Router(tags=["core"])
NOW = "now"


@changes.get("", response=FeedOut, operation_id="changes", summary="Follow what changes")
def follow(request: HttpRequest, query: Annotated[FeedQuery, Query()]) -> HttpResponse:
    """Tell which documents in sight changed behind a cursor, oldest first, without gaps."""
    only_known(request, FeedQuery)
    actor = actor_of(request)
    wanted = None if query.objects is None else query.objects.split(",")
    if query.since == NOW:
        feed = queries.Feed([], queries.present(actor), more=False)
    else:
        since = None if query.since is None else _place(query.since)
        feed = queries.feed(actor, since=since, limit=query.limit, wanted=wanted)
    return as_json(
        {
            "items": feed.items,
            "next": calc.write(feed.place),
            "more": feed.more,
            "reset": feed.reset,
        }
    )


def _place(since: str) -> calc.Place:
    try:
        return calc.read(since)
    except calc.NoCursor:
        raise Malformed(errors={"since": _("同步标记无效，请重新同步")}) from None


@events.get("", response=TimelineOut, operation_id="core_event_list", summary="Read what happened")
def timeline(request: HttpRequest, query: Annotated[TimelineQuery, Query()]) -> HttpResponse:
    """Read the events of a document, of a party, or with core.view_audit of everything."""
    only_known(request, TimelineQuery)
    actor = actor_of(request)
    rows = Event.objects.all()
    if query.document_id is not None:
        rows = rows.filter(document_id=_seen(actor, query), document=query.document)
    elif query.party_id is not None:
        if not actor.may(VIEW_AUDIT):
            documents.get(Party, query.party_id, actor=actor)
        rows = rows.filter(party_id=query.party_id)
    else:
        policy.require(actor, VIEW_AUDIT)
        if query.document is not None:
            rows = rows.filter(document=query.document)
    for name in ("name", "actor_id"):
        if (value := getattr(query, name)) is not None:
            rows = rows.filter(**{name: value})
    before = None if query.after is None else _event(query.after)
    items, following = queries.timeline(actor, rows, before=before, limit=query.limit)
    return as_json(
        {"items": items, "next": None if following is None else paging.encode("", following)}
    )


def _seen(actor: Actor, query: TimelineQuery) -> Any:
    resource = find(query.document or "")
    if resource is None:
        raise Malformed(errors={"document": _("没有这种单据")})
    if not actor.may(VIEW_AUDIT):
        policy.require(actor, resource.permission("view"))
        documents.get(resource.model, query.document_id, actor=actor)  # type: ignore[arg-type]
    return query.document_id


def _event(cursor: str) -> int:
    _nothing, event = paging.decode(cursor)
    if not (event.isascii() and event.isdigit() and len(event) < 19):
        raise paging.bad_cursor()
    return int(event)


ROUTERS = {"/changes": changes, "events": events}
