"""What the current request or job carries along: its id, its cause, the version expected."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from uuid import UUID

from django.utils import timezone

request_id: ContextVar[str] = ContextVar("request_id", default="")
cause: ContextVar[int | None] = ContextVar("cause", default=None)
source: ContextVar[str] = ContextVar("source", default="job")
clock: ContextVar[datetime | None] = ContextVar("clock", default=None)
expected: ContextVar[tuple[UUID, int] | None] = ContextVar("expected", default=None)


@contextmanager
def caused_by(event_id: int) -> Iterator[None]:
    """This will mark every event emitted inside as caused by the given one."""
    token = cause.set(event_id)
    try:
        yield
    finally:
        cause.reset(token)


@contextmanager
def expecting(document_id: UUID, version: int | None) -> Iterator[None]:
    """This will make locking that document refuse any other version."""
    token = expected.set(None if version is None else (document_id, version))
    try:
        yield
    finally:
        expected.reset(token)


def now() -> datetime:
    """This will give the moment, or the one that a told story has reached."""
    return clock.get() or timezone.now()
