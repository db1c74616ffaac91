"""The log as machines see it."""

from typing import Any
from uuid import UUID

from backend.core import types
from backend.core.http.doors import Filters


class FeedQuery(Filters):
    """Where to go on. `since` is a cursor, `now` for the present end, absent for the start.

    `objects` names kinds of document separated by commas.
    """

    since: types.text(200) | None = None
    limit: types.count(1, 500) = 200
    objects: types.text(1000) | None = None


class ChangeOut(types.Out):
    """A document that changed, or that went out of sight.

    `event` is empty for what went out of sight, and to people from outside.
    """

    document: str
    id: UUID
    version: int
    event: str
    at: types.Moment
    removed: bool


class FeedOut(types.Out):
    """Some changes. With `reset` the caller reads everything in sight anew, then goes on."""

    items: list[ChangeOut]
    next: str
    more: bool
    reset: bool


class TimelineQuery(Filters):
    """Whose events: one document's, one party's, or the whole log's."""

    document: types.text(64) | None = None
    document_id: types.Id | None = None
    party_id: types.Id | None = None
    name: types.text(80) | None = None
    actor_id: types.count(1, 2_147_483_647) | None = None
    after: types.text(40) | None = None
    limit: types.count(1, 200) = 50


class EventOut(types.Out):
    """One thing that happened, with what changed."""

    id: int
    at: types.Moment
    name: str
    document: str
    document_id: UUID
    document_no: str
    document_version: int
    party_id: UUID | None
    actor_id: int | None
    actor: str
    source: str
    changes: dict[str, list[Any]]
    reason: str
    request_id: str
    cause: int | None


class TimelineOut(types.Out):
    """A page of events, newest first."""

    items: list[EventOut]
    next: str | None
