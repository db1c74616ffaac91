"""Telling what happened, and hearing it."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django_q.tasks import async_task

from backend.core import context, copying
from backend.core.access.actor import Actor
from backend.core.events.models import Cursor, DeadLetter, Epoch, Event, Position
from backend.core.registry import resource_of

log = logging.getLogger("heng.events")
Ear = Callable[[Event], None]
SHIFT = "coalesce((SELECT max(shift) FROM core_epoch), 0)"
HORIZON = f"(pg_snapshot_xmin(pg_current_snapshot())::text::bigint + {SHIFT})"
"""The oldest transaction still running: what is older can no longer be preceded."""


@dataclass(frozen=True)
class Listener:
    """An ear: its own name, the event it waits for (`*` hears all)."""

    reader: str
    event: str
    hear: Ear


_listeners: dict[str, Listener] = {}
_names: set[str] = set()


def declare(*names: str) -> None:
    """This will make event names known; emitting an unknown one is an error in tests."""
    _names.update(names)


def names() -> list[str]:
    """This will list every event name known."""
    return sorted(_names)


def on(event: str) -> Callable[[Ear], Ear]:
    """This will register an ear for an event; it hears after commit, at least once."""

    def register(hear: Ear) -> Ear:
        reader = f"{hear.__module__}.{hear.__name__}"
        _listeners[reader] = Listener(reader, event, hear)
        return hear

    return register


def listeners() -> Iterable[Listener]:
    """This will give every ear."""
    return _listeners.values()


def emit(
    name: str,
    document: models.Model,
    *,
    actor: Actor,
    changes: Mapping[str, Any] | None = None,
    payload: Mapping[str, Any] | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> Event:
    """This will write one event in the running transaction.

    `changes` maps a field to `[before, after]`; `payload` carries plain facts for listeners.
    """
    event = _event(name, document, changes, actor=actor, payload=payload, reason=reason, at=at)
    event.save(force_insert=True)
    _wake(name)
    return event


def emit_all(
    name: str,
    told: Sequence[tuple[models.Model, Mapping[str, Any]]],
    *,
    actor: Actor,
    payload: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """This will write one event for each document with its changes, in bulk."""
    rows = [
        _event(name, document, changes, actor=actor, payload=payload, reason=reason, at=None)
        for document, changes in told
    ]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {Position.template}")
        (place,) = cursor.fetchone()
    for row in rows:
        row.transaction = place
    copying.insert(Event, rows)
    _wake(name)


def _event(
    name: str,
    document: models.Model,
    changes: Mapping[str, Any] | None,
    *,
    actor: Actor,
    payload: Mapping[str, Any] | None,
    reason: str,
    at: datetime | None,
) -> Event:
    code = resource_of(type(document)).code
    return Event(
        transaction=Position(),
        at=at or context.now(),
        name=name,
        document=code,
        document_id=document.pk,
        document_no=getattr(document, "no", "") or "",
        document_version=getattr(document, "version", 0),
        party_id=document.pk if code == "core.party" else getattr(document, "party_id", None),
        actor_id=actor.user_id,
        actor_label=actor.label[:128],
        source=context.source.get(),
        changes=plain(changes or {}),
        payload=plain(payload or {}),
        reason=reason,
        request_id=context.request_id.get(),
        cause=context.cause.get(),
    )


def plain(value: Any) -> Any:
    """This will turn a value into JSON that keeps decimals and moments exact, as text."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(item) for item in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, models.Model):
        return str(value.pk)
    return format(value, "f") if hasattr(value, "as_tuple") else str(value)


def _wake(name: str) -> None:
    """Queue one delivery in this very transaction, when anybody waits for such news.

    It becomes visible with the news and costs no commit of its own.
    """
    if not any(ear.event in ("*", name) for ear in _listeners.values()):
        return
    if any(entry[1] is _queued for entry in connection.run_on_commit):
        return
    transaction.on_commit(_queued)
    async_task("backend.core.events.jobs.deliver")


def _queued() -> None:
    """Mark that this transaction queued a delivery; a rolled back savepoint takes it along."""


def settled(rows: "models.QuerySet[Event]") -> "models.QuerySet[Event]":
    """This will cut a queryset to events that no running transaction can still precede."""
    return rows.extra(where=[f'"core_event"."transaction" < {HORIZON}'])  # noqa: S610


def after(rows: "models.QuerySet[Event]", position: tuple[int, int]) -> "models.QuerySet[Event]":
    """This will give the events behind a cursor position, in the order of the log."""
    number, event = position
    later = Q(transaction__gt=number) | Q(transaction=number, id__gt=event)
    return rows.filter(later, transaction__gte=number).order_by("transaction", "id")


def deliver(*, batch: int = 200) -> int:
    """This will let every ear hear what it has not heard yet; it returns how many it heard."""
    return sum(_deliver_to(_listeners[reader], batch) for reader in _waiting())


def _waiting() -> list[str]:
    """Name the ears for which there is news, in one question, so that a wake-up costs little."""
    ears = list(_listeners.values())
    if not ears:
        return []
    rows = ", ".join(["(%s, %s)"] * len(ears))
    later = "(e.transaction, e.id) > (coalesce(c.transaction, 0), coalesce(c.event, 0))"
    every = f"SELECT 1 FROM core_event e WHERE {later} AND e.transaction < {HORIZON}"  # noqa: S608
    named = f"{every} AND e.name = ear.name"
    statement = (
        f"SELECT ear.reader FROM (VALUES {rows}) ear (reader, name) "  # noqa: S608
        "LEFT JOIN core_cursor c ON c.reader = ear.reader "
        f"WHERE CASE WHEN ear.name = '*' THEN EXISTS ({every}) ELSE EXISTS ({named}) END"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [part for ear in ears for part in (ear.reader, ear.event)])
        return [reader for (reader,) in cursor.fetchall()]


def _deliver_to(listener: Listener, batch: int) -> int:
    """One ear, one event, one transaction: a failure stops this ear only, and is retried."""
    heard = 0
    Cursor.objects.get_or_create(reader=listener.reader)
    while heard < batch:
        with transaction.atomic():
            cursor = (
                Cursor.objects.select_for_update(skip_locked=True)
                .filter(reader=listener.reader)
                .first()
            )
            if cursor is None:
                return heard
            event = _next_for(listener, cursor)
            if event is None:
                return heard
            if not _hear(listener, cursor, event):
                return heard
            heard += 1
    return heard


def _next_for(listener: Listener, cursor: Cursor) -> Event | None:
    rows = settled(after(Event.objects.all(), (cursor.transaction, cursor.event)))
    if listener.event != "*":
        rows = rows.filter(name=listener.event)
    return rows.first()


def _hear(listener: Listener, cursor: Cursor, event: Event) -> bool:
    try:
        with transaction.atomic(), context.caused_by(event.pk):
            listener.hear(event)
    except Exception as error:
        log.exception("listener failed", extra={"reader": listener.reader, "event": event.pk})
        cursor.failures += 1
        cursor.error = repr(error)[:2000]
        if cursor.failures < MAX_FAILURES:
            cursor.save()
            return False
        _bury(listener, cursor, event)
    cursor.transaction, cursor.event = event.transaction, event.pk
    cursor.failures = 0
    cursor.save()
    return True


def _bury(listener: Listener, cursor: Cursor, event: Event) -> None:
    """Put poisoned news aside where people see it, so that it does not stop the rest."""
    log.error("poisoned event is a dead letter", extra={"event": event.pk})
    DeadLetter.objects.get_or_create(
        reader=listener.reader,
        event=event,
        defaults={"error": cursor.error, "created_at": timezone.now()},
    )


def listener_of(reader: str) -> Listener | None:
    """This will find an ear by its name."""
    return _listeners.get(reader)


def present_end() -> tuple[int, int]:
    """This will give the position of the last event that nothing can still precede."""
    last = settled(Event.objects.all()).order_by("-transaction", "-id").first()
    return (last.transaction, last.pk) if last else (0, 0)


def go_on_after_restore() -> bool:
    """This will let a log restored from another server go on; it tells whether it had to.

    A fresh server counts its transactions from the start, so new events would stand before old
    ones. From now on they count past the last of the restored log.
    """
    last = Event.objects.aggregate(last=Max("transaction"))["last"] or 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_current_xact_id()::text::bigint, {SHIFT}")
        here, shift = cursor.fetchone()
    if last < here + shift:
        return False
    Epoch.objects.create(shift=last - here + 1)
    return True


def open_cursors() -> None:
    """This will let every ear that is new to an old log begin at its present end."""
    known = set(Cursor.objects.values_list("reader", flat=True))
    new = [listener.reader for listener in listeners() if listener.reader not in known]
    number, event = present_end()
    Cursor.objects.bulk_create(
        [Cursor(reader=reader, transaction=number, event=event) for reader in new],
        ignore_conflicts=True,
    )


MAX_FAILURES = 5
