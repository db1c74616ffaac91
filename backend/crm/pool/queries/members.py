"""Who is near a pool."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from backend.core.access.actor import Actor
from backend.core.access.models import Scope
from backend.core.people.models import Membership, Unit
from backend.crm.pool.models import Pool, PoolEntry, PoolMember


def units_above(user_id: int | None) -> set[UUID]:
    """This will give the units of a person and all units they lie in."""
    mine = set(Membership.objects.filter(user_id=user_id or 0).values_list("unit_id", flat=True))
    return _close(mine, up=True)


def units_below(unit_id: UUID) -> set[UUID]:
    """This will give a unit and all units that lie in it."""
    return _close({unit_id}, up=False)


def _close(found: set[UUID], *, up: bool) -> set[UUID]:
    pairs = list(Unit.objects.values_list("pk", "parent_id")) if found else []
    while True:
        if up:
            more = {parent for unit, parent in pairs if unit in found and parent} - found
        else:
            more = {unit for unit, parent in pairs if parent in found} - found
        if not more:
            return found
        found = found | more


def members_are(actor: Actor) -> Q:
    """This will give the rows of membership that speak of a person."""
    units = units_above(actor.user_id)
    return Q(user_id=actor.user_id or 0) | Q(unit_id__in=units)


def pools_of(actor: Actor, *, admin: bool = False) -> QuerySet[PoolMember]:
    """This will give the ids of the active pools a person is a member, or an admin, of."""
    rows = PoolMember.objects.filter(members_are(actor), pool__is_active=True)
    rows = rows.filter(is_admin=True) if admin else rows
    return rows.values("pool_id")  # type: ignore[return-value]


def is_member(pool: Pool, actor: Actor) -> bool:
    """This will tell whether a person may take from a pool."""
    return PoolMember.objects.filter(members_are(actor), pool=pool).exists()


def is_admin(pool_id: UUID, actor: Actor, permission: str) -> bool:
    """This will tell whether a person may assign from a pool: its admin, or who may anywhere."""
    if actor.scope_of(permission) == Scope.ALL:
        return True
    mine = PoolMember.objects.filter(user_id=actor.user_id or 0, pool_id=pool_id, is_admin=True)
    return mine.exists()


def near(actor: Actor) -> Q:
    """This will say which customers in pools a person sees.

    Those that wait in the person's pools, those that ever were in a pool the person is admin of,
    those the person took, those the person put there.
    """
    waiting = Q(left_at=None, pool_id__in=pools_of(actor))
    waiting |= Q(pool_id__in=pools_of(actor, admin=True))
    return waiting | Q(taken_by_id=actor.user_id or 0) | Q(put_by_id=actor.user_id or 0)


def near_pools(actor: Actor) -> Q:
    """This will say which pools a person sees: those the person is a member of."""
    return Q(pk__in=pools_of(actor))


def waiting(pool_ids: Iterable[UUID]) -> QuerySet[PoolEntry]:
    """This will give the customers that wait in pools."""
    return PoolEntry.objects.filter(pool_id__in=pool_ids, left_at=None)
