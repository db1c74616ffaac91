"""What becomes of a person's papers when the person leaves: rooms register what they know.

Every declared paper with an owner is moved without anybody's help. A room registers here how
its own kind changes hands when more goes along, and what else names a person: a list of members.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count

from backend.core.access.actor import Actor
from backend.core.documents import moving
from backend.core.people.queries import Seat
from backend.core.registry import Resource, resources


@dataclass(frozen=True)
class Going:
    """Who leaves, who goes on, and on whose word. `narrower` cuts to the papers of one unit."""

    leaver_id: int
    seat: Seat
    actor: Actor
    reason: str
    unit_id: UUID | None = None

    @property
    def narrower(self) -> dict[str, Any]:
        """This will give the filter for the papers of one unit, when only those are meant."""
        return {} if self.unit_id is None else {"unit_id": self.unit_id}


Mover = Callable[[Going], int]
_movers: dict[str, Mover] = {}
_also: list[Mover] = []


def moves(code: str) -> Callable[[Mover], Mover]:
    """This will register how a kind of paper changes hands; it returns how many did."""

    def register(mover: Mover) -> Mover:
        _movers[code] = mover
        return mover

    return register


def also(mover: Mover) -> Mover:
    """This will register what else names a person and must name the next one."""
    _also.append(mover)
    return mover


def kinds() -> Iterable[Resource]:
    """This will give every kind of paper that somebody can own, what has its own way first."""
    owned = [resource for resource in resources() if moving.is_owned(resource)]
    return sorted(owned, key=lambda resource: resource.code not in _movers)


def hand_over(going: Going) -> dict[str, int]:
    """This will give every paper of a person to the next one; how many of each kind."""
    found: dict[str, int] = {}
    for resource in kinds():
        mover = _movers.get(resource.code)
        count = mover(going) if mover is not None else _move(resource, going)
        if count:
            found[resource.code] = count
    return found


def rest(going: Going) -> None:
    """This will put the next person where rooms name the one who leaves."""
    for mover in _also:
        mover(going)


def _move(resource: Resource, going: Going) -> int:
    rows = resource.model._default_manager.filter(owner_id=going.leaver_id, **going.narrower)
    columns = {column.attname for column in resource.model._meta.concrete_fields}
    if "party_id" not in columns and hasattr(resource.model, "party_id"):
        rows = rows.select_related()  # the company is that of another paper
    locked = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
    moving.move(
        locked,
        actor=going.actor,
        owner_id=going.seat.user_id,
        unit_id=going.seat.unit_id,
        event=moving.event_of(resource),
        reason=going.reason,
    )
    return len(locked)


def owned(user_id: int) -> dict[str, int]:
    """This will count what a person owns, by kind of paper."""
    found: dict[str, int] = {}
    for resource in kinds():
        rows = resource.model._default_manager.filter(owner_id=user_id)
        count = rows.aggregate(many=Count("pk"))["many"]
        if count:
            found[resource.code] = count
    return found
