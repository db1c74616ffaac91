"""The HTTP door of the inbox: everybody's own, so no permission is asked for."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router

from backend.core import types
from backend.core.http import paging
from backend.core.http.doors import IdempotencyKey, actor_of, as_json, once
from backend.notify.inbox import actions, queries
from backend.notify.inbox.schemas import InboxOut, InboxQuery, MessageOut, ReadOut, UnreadOut

messages = Router(tags=["notify"])
unread = Router(tags=["notify"])
readings = Router(tags=["notify"])


@messages.get("", response=InboxOut, operation_id="notify_message_list", summary="Read the inbox")
def inbox(request: HttpRequest, query: Annotated[InboxQuery, Query()]) -> HttpResponse:
    """Read the caller's own messages, newest first."""
    actor = actor_of(request)
    rows = queries.mine(actor)
    if query.is_unread is not None:
        rows = rows.filter(read_at__isnull=query.is_unread)
    rows = paging.after(rows, order="-created_at", cursor=query.after)
    found = list(rows[: query.limit + 1])
    shown = found[: query.limit]
    following = None
    if len(found) > query.limit:
        following = paging.encode(shown[-1].created_at.isoformat(), shown[-1].pk)
    items = [MessageOut.model_validate(row).model_dump() for row in shown]
    count = queries.unread_count(actor)
    return as_json({"items": items, "next": following, "unread": count})


@messages.post(
    "/{message_id}/read",
    response=MessageOut,
    operation_id="notify_message_read",
    summary="Mark a message as read",
)
def read(
    request: HttpRequest, message_id: Annotated[types.Id, Path()], key: IdempotencyKey = None
) -> HttpResponse:
    """Mark one of the caller's own messages as read."""
    actor = actor_of(request)

    def work() -> HttpResponse:
        message = actions.read(message_id, actor=actor, at=timezone.now())
        return as_json(MessageOut.model_validate(message).model_dump())

    return once(request, actor, key, work)


@readings.post(
    "", response=ReadOut, operation_id="notify_message_read_all", summary="Mark all as read"
)
def read_all(request: HttpRequest, key: IdempotencyKey = None) -> HttpResponse:
    """Mark everything in the caller's own inbox as read."""
    actor = actor_of(request)

    def work() -> HttpResponse:
        return as_json({"marked": actions.read_all(actor=actor, at=timezone.now())})

    return once(request, actor, key, work)


@unread.get(
    "", response=UnreadOut, operation_id="notify_message_unread", summary="Count what is unread"
)
def unread_count(request: HttpRequest) -> HttpResponse:
    """Count what the caller has not read."""
    return as_json({"unread": queries.unread_count(actor_of(request))})


ROUTERS = {"messages": messages, "unread": unread, "readings": readings}
