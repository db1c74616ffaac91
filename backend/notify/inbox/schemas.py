"""An inbox as machines see it."""

from uuid import UUID

from backend.core import types
from backend.core.http.doors import Filters


class MessageOut(types.Out):
    """One message."""

    id: UUID
    kind: str
    title: str
    body: str
    link: str
    created_at: types.Moment
    read_at: types.Moment | None


class InboxOut(types.Out):
    """A page of an inbox, newest first, and how much of it is unread."""

    items: list[MessageOut]
    next: str | None
    unread: int


class InboxQuery(Filters):
    """Which messages to show."""

    is_unread: types.Flag | None = None
    limit: types.count(1, 200) = 50
    after: types.text(400) | None = None


class UnreadOut(types.Out):
    """How much is unread."""

    unread: int


class ReadOut(types.Out):
    """How many messages were marked."""

    marked: int
