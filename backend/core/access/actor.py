"""The person or key behind a verb, with everything it may do worked out once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from backend.core.access.models import Assignment, FieldRule, Grant, Mode, Scope
from backend.core.people.models import ApiKey, Membership, Unit, User
from backend.core.registry import is_outward


@dataclass(frozen=True)
class Rights:
    """What a person's roles add up to: widest scope of each verb, most open mode of each field."""

    grants: dict[str, int] = field(default_factory=dict)
    fields: dict[tuple[str, str], int] = field(default_factory=dict)
    units: dict[int, frozenset[UUID]] = field(default_factory=dict)


@dataclass(frozen=True)
class Actor:
    """Who does this. `everything` is true for a superuser and for the system itself.

    `party_id` is whom a person from outside works for: they see that party's rows and no others.
    """

    user_id: int | None
    label: str
    rights: Rights
    everything: bool = False
    key_id: UUID | None = None
    allowed: frozenset[str] | None = None
    unit_id: UUID | None = None
    party_id: UUID | None = None

    def scope_of(self, permission: str) -> int:
        """This will give the widest scope in which this actor holds the permission.

        From outside it is no more than their own, and never a document kept inside.
        """
        if self.allowed is not None and permission not in self.allowed:
            return Scope.NONE
        if self.party_id is not None:
            held = self.rights.grants.get(permission, Scope.NONE)
            return min(held, Scope.OWN) if is_outward(permission) else Scope.NONE
        if self.everything:
            return Scope.ALL
        return self.rights.grants.get(permission, Scope.NONE)

    def may(self, permission: str) -> bool:
        """This will tell whether the actor holds the permission on any row."""
        return self.scope_of(permission) > Scope.NONE

    def mode_of(self, document: str, name: str) -> int:
        """This will give the mode of a sensitive field; unknown means hidden."""
        if self.everything:
            return Mode.WRITE
        return self.rights.fields.get((document, name), Mode.HIDDEN)


def system(label: str) -> Actor:
    """This will give the actor for work that no person asked for: a clock, a listener."""
    return Actor(user_id=None, label=label, rights=Rights(), everything=True)


def of_user(user: User) -> Actor:
    """This will work out the actor behind a log-in."""
    rights = _rights(user.pk, user.access_version, timezone.localdate())
    own_unit = next(iter(sorted(rights.units.get(Scope.TEAM, frozenset()))), None)
    return Actor(
        user_id=user.pk,
        label=str(user),
        rights=rights,
        everything=user.is_superuser and user.party_id is None,
        unit_id=own_unit,
        party_id=user.party_id,
    )


ALL_RIGHTS = "*"


def of_key(key: ApiKey) -> Actor:
    """This will work out the actor behind an API key: the key's list within its user's rights.

    A list with `*` is everything the user may; an empty list is nothing.
    """
    person = of_user(key.user)
    return Actor(
        user_id=person.user_id,
        label=f"{person.label} · {key.name}",
        rights=person.rights,
        everything=person.everything,
        key_id=key.pk,
        allowed=None if ALL_RIGHTS in key.permissions else frozenset(key.permissions),
        unit_id=person.unit_id,
        party_id=person.party_id,
    )


def is_running(on: date) -> Q:
    """This will give the condition under which a role is still held on a day."""
    return Q(until=None) | Q(until__gte=on)


@lru_cache(maxsize=2_000)
def _rights(user_id: int, version: int, today: date) -> Rights:
    """Cached by the version that every change of roles or units raises."""
    roles = list(
        Assignment.objects.filter(user_id=user_id)
        .filter(is_running(today))
        .values_list("role_id", flat=True)
    )
    grants: dict[str, int] = {}
    for permission, scope in Grant.objects.filter(role_id__in=roles).values_list(
        "permission", "scope"
    ):
        grants[permission] = max(scope, grants.get(permission, Scope.NONE))
    modes: dict[tuple[str, str], int] = {}
    for document, name, mode in FieldRule.objects.filter(role_id__in=roles).values_list(
        "document", "field", "mode"
    ):
        modes[document, name] = max(mode, modes.get((document, name), Mode.HIDDEN))
    return Rights(grants, modes, _units(user_id))


def _units(user_id: int) -> dict[int, frozenset[UUID]]:
    mine = frozenset(Membership.objects.filter(user_id=user_id).values_list("unit_id", flat=True))
    rows = list(Unit.objects.values_list("id", "parent_id", "kind"))
    parents = {unit: parent for unit, parent, _ in rows}
    kinds = {unit: kind for unit, _, kind in rows}
    return {
        Scope.TEAM: mine,
        Scope.TREE: _below(mine, parents),
        Scope.REGION: _below({_region(unit, parents, kinds) for unit in mine}, parents),
    }


def _below(roots: Iterable[UUID], parents: Mapping[UUID, UUID | None]) -> frozenset[UUID]:
    found = set(roots)
    while True:
        more = {unit for unit, parent in parents.items() if parent in found} - found
        if not more:
            return frozenset(found)
        found |= more


def _region(unit: UUID, parents: Mapping[UUID, UUID | None], kinds: dict[UUID, str]) -> UUID:
    """The nearest unit of kind region above, or the unit itself when there is none."""
    here: UUID | None = unit
    while here is not None:
        if kinds[here] == Unit.Kind.REGION:
            return here
        here = parents[here]
    return unit


def renew(user_ids: Iterable[int] | None = None) -> None:
    """This will make every process work out these people's rights anew (all when None)."""
    people = User.objects.all()
    if user_ids is not None:
        people = people.filter(pk__in=list(user_ids))
    people.update(access_version=F("access_version") + 1)
