"""What of the log an actor may hear."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.access.models import Mode, Scope
from backend.core.audit.queries import VIEW_AUDIT
from backend.core.errors import Forbidden
from backend.core.events import log
from backend.core.events.models import Event
from backend.core.people.models import User
from backend.core.registry import Resource, find, resources
from backend.core.sync.calc import Place

SCAN = 500
ROUNDS = 10
MOVES = ("owner_id", "unit_id")


@dataclass(frozen=True)
class Feed:
    """Some changes, where to go on, whether more wait, whether all must be read anew."""

    items: list[dict[str, Any]]
    place: Place
    more: bool
    reset: bool = False


def rights_of(actor: Actor) -> int:
    """This will give the version of the actor's rights; the system's never changes."""
    if actor.user_id is None:
        return 0
    return User.objects.values_list("access_version", flat=True).get(pk=actor.user_id)


def readable(actor: Actor, wanted: Iterable[str] | None = None) -> dict[str, Resource]:
    """This will give the kinds of document the actor may see at all, by code."""
    names = None if wanted is None else set(wanted)
    return {
        resource.code: resource
        for resource in resources()
        if actor.may(resource.permission("view")) and (names is None or resource.code in names)
    }


def colleagues(actor: Actor) -> QuerySet[User, int]:
    """This will give the log-ins of the party that a person from outside works for."""
    assert actor.party_id is not None  # asked for people from outside only
    return User.objects.filter(party_id=actor.party_id).values_list("pk", flat=True)


def present(actor: Actor) -> Place:
    """This will give the place behind everything that has happened."""
    return Place(rights_of(actor), *log.present_end())


def feed(
    actor: Actor, *, since: Place | None, limit: int, wanted: Iterable[str] | None = None
) -> Feed:
    """This will tell what changed behind a place, oldest first, of documents in sight.

    A row that a change of owner or unit moved out of sight is told once more as removed. When
    the actor's rights changed since, the feed says reset: what is in sight must be read anew.
    """
    kinds = readable(actor, wanted)
    if not kinds:
        raise Forbidden(permission=VIEW_AUDIT)
    rights = rights_of(actor)
    if since is not None and since.rights != rights:
        return Feed([], Place(rights, *log.present_end()), more=False, reset=True)
    position = (0, 0) if since is None else since.position
    rows = list(_behind(position, kinds)[:SCAN])
    told: list[dict[str, Any]] = []
    seen = _in_sight(actor, rows, kinds)
    for row in rows:
        position = (row.transaction, row.pk)
        if (row.document, row.document_id) in seen:
            told.append(_told(row, removed=False, is_named=actor.party_id is None))
        elif _was_in_sight(actor, kinds[row.document], row):
            told.append(_told(row, removed=True, is_named=False))
        if len(told) == limit:
            break
    is_last = bool(rows) and position == (rows[-1].transaction, rows[-1].pk)
    more = bool(rows) and (not is_last or len(rows) == SCAN)
    return Feed(told, Place(rights, *position), more=more)


def _behind(position: tuple[int, int], kinds: Iterable[str]) -> QuerySet[Event]:
    rows = log.settled(log.after(Event.objects.all(), position))
    return rows.filter(document__in=list(kinds))


def _in_sight(
    actor: Actor, rows: Iterable[Event], kinds: dict[str, Resource]
) -> set[tuple[str, UUID]]:
    """One query a kind of document, whatever the number of rows."""
    ids: dict[str, set[UUID]] = defaultdict(set)
    for row in rows:
        ids[row.document].add(row.document_id)
    found: set[tuple[str, UUID]] = set()
    for code, wanted in ids.items():
        visible = policy.visible(kinds[code].model, actor).filter(pk__in=wanted)
        found |= {(code, pk) for pk in visible.values_list("pk", flat=True)}
    return found


def _was_in_sight(actor: Actor, resource: Resource, row: Event) -> bool:
    """Whether this very event moved the row out of the actor's scope."""
    moved = {name: row.changes[name] for name in MOVES if name in row.changes}
    if not moved:
        return False
    scope = actor.scope_of(resource.permission("view"))
    owner = moved.get("owner_id", [None])[0]
    if owner is not None and owner == actor.user_id:
        return True
    unit = moved.get("unit_id", [None])[0]
    if unit is None or scope <= Scope.OWN:
        return False
    return UUID(str(unit)) in actor.rights.units.get(scope, frozenset())


def _told(row: Event, *, removed: bool, is_named: bool) -> dict[str, Any]:
    return {
        "document": row.document,
        "id": row.document_id,
        "version": 0 if removed else row.document_version,
        "event": row.name if is_named else "",
        "at": row.at,
        "removed": removed,
    }


def timeline(
    actor: Actor, rows: QuerySet[Event], *, before: int | None, limit: int
) -> tuple[list[dict[str, Any]], int | None]:
    """This will give events newest first, of documents in sight, each trimmed by field rules.

    It returns the rows and the id behind which to go on, None at the end. Whoever may view the
    audit sees the events of every document, still without fields closed to them. From outside
    one hears what one's own people did: what the house did beside it is not theirs to read.
    """
    sees_all = actor.may(VIEW_AUDIT)
    kinds = readable(actor)
    rows = rows.order_by("-id") if sees_all else _theirs(actor, rows, kinds)
    told: list[dict[str, Any]] = []
    for _ in range(ROUNDS):
        if before is not None:
            rows = rows.filter(pk__lt=before)
        some = list(rows[:SCAN])
        seen = set() if sees_all else _in_sight(actor, some, kinds)
        for row in some:
            before = row.pk
            if sees_all or (row.document, row.document_id) in seen:
                told.append(_line(actor, row))
            if len(told) == limit:
                return told, before
        if len(some) < SCAN:
            return told, None
    return told, before


def _theirs(actor: Actor, rows: QuerySet[Event], kinds: Iterable[str]) -> QuerySet[Event]:
    rows = rows.filter(document__in=list(kinds)).order_by("-id")
    return rows if actor.party_id is None else rows.filter(actor_id__in=colleagues(actor))


def _line(actor: Actor, row: Event) -> dict[str, Any]:
    return {
        "id": row.pk,
        "at": row.at,
        "name": row.name,
        "document": row.document,
        "document_id": row.document_id,
        "document_no": row.document_no,
        "document_version": row.document_version,
        "party_id": row.party_id,
        "actor_id": row.actor_id,
        "actor": row.actor_label,
        "source": row.source,
        "changes": trimmed(actor, row),
        "reason": row.reason,
        "request_id": row.request_id,
        "cause": row.cause,
    }


def trimmed(actor: Actor, row: Event) -> dict[str, list[Any]]:
    """This will give the changed fields without hidden ones and with masked ones masked.

    The fields of a document that is not declared any more are all closed.
    """
    resource = find(row.document)
    if resource is None:
        return {}
    closed = {name: mask for name, mask in resource.sensitive.items() if "." not in name}
    found: dict[str, list[Any]] = {}
    for name, pair in row.changes.items():
        if not policy.is_told(resource, name):
            continue
        key = name if name in closed else name.removesuffix("_id")
        if key not in closed or policy.mode(actor, resource, key) >= Mode.READONLY:
            found[name] = pair
        elif policy.mode(actor, resource, key) == Mode.MASKED:
            found[name] = [closed[key](value) if value else None for value in pair]
    return found
