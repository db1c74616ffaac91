"""Taking customers out of a pool: claimed by a member, assigned by an admin, moved on."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Forbidden, Invisible, NotNow
from backend.core.events import log
from backend.core.people import queries as people
from backend.core.people.models import Membership
from backend.crm.customer import actions as customers
from backend.crm.customer.models import Customer
from backend.crm.pool import calc, queries
from backend.crm.pool.actions import entries, putting
from backend.crm.pool.models import OwnershipEvent, Pool, PoolClaims, PoolEntry
from backend.crm.pool.queries import members

log.declare("crm.customer.claimed", "crm.pool_entry.moved")


class Taken(NotNow):
    """Somebody was faster."""

    sentence = _("该客户已被 {name} 于 {at} 领取。")


class NotAMember(Forbidden):
    """The actor is no member of the pool."""

    sentence = _("您不是公海池“{pool}”的成员，不能领取。")


class NotTheAdmin(Forbidden):
    """The actor is no admin of the pool."""

    sentence = _("您不是公海池“{pool}”的管理员，请联系管理员。")


class StillProtected(NotNow):
    """The customer is too new in the pool to be claimed."""

    sentence = _("该客户处于新数据保护期，{until} 起可以领取，此前只能由公海管理员分配。")


class StillCooling(NotNow):
    """The customer was the actor's, or of the actor's team, not long ago."""

    sentence = _("该客户不久前由您负责，{until} 之后才能再次领取。")


class TeamStillCooling(NotNow):
    """The customer was a colleague's not long ago."""

    sentence = _("该客户不久前由您的团队负责，{until} 之后本团队才能再次领取。")


class ClaimsUsedUp(NotNow):
    """The actor took as many customers as the pool allows in a period."""

    sentence = _("{period}最多从公海池“{pool}”领取 {limit} 个客户，您已领取 {count} 个。")


class SamePool(NotNow):
    """The customer waits there already."""

    sentence = _("该客户已在这个公海池中。")


@documents.verb
def claim(entry_id: UUID, *, actor: Actor) -> PoolEntry:
    """This will give a customer in a pool to the member who asks first.

    Raises Taken for everybody after. The moment is the server's own, or limits and cool-downs
    would be whatever the caller says.
    """
    policy.require(actor, "crm.claim_pool_entry")
    entry = _offered(entry_id, actor=actor)
    at, pool = context.now(), entry.pool
    _may_take(entry, pool, actor=actor, at=at)
    claims = _counter(pool, actor, on=timezone.localdate(at))
    seat = people.seat(actor.user_id or 0, unit_id=None)
    customer = _win(entry, seat, at=at)
    customers.give(
        customer,
        actor=actor,
        owner_id=seat.user_id,
        unit_id=seat.unit_id,
        event="crm.customer.claimed",
        payload={"pool_from": pool.pk},
        at=at,
    )
    PoolClaims.objects.filter(pk=claims.pk).update(count=F("count") + 1)
    return PoolEntry.objects.get(pk=entry.pk)


def _offered(entry_id: UUID, *, actor: Actor) -> PoolEntry:
    """Who came too late is told by whom it was taken, so what left the pool is found as well."""
    rows = PoolEntry.objects.select_related("pool", "taken_by").filter(pk=entry_id)
    own = rows.filter(pool_id__in=members.pools_of(actor))
    found = own.first() or policy.scope(rows, actor, "crm.view_pool_entry").first()
    if found is None:
        raise Invisible
    return found


def _win(entry: PoolEntry, seat: people.Seat, *, at: datetime) -> Customer:
    """One statement decides: who finds the customer without an owner has it."""
    waits = PoolEntry.objects.filter(customer=OuterRef("pk"), pk=entry.pk, left_at=None)
    free = Customer.objects.filter(Exists(waits), pk=entry.customer_id, owner=None)
    if not free.update(owner_id=seat.user_id):
        raise _taken(entry)
    customer = Customer.objects.get(pk=entry.customer_id)
    customer.owner_id = None
    return customer


def _taken(entry: PoolEntry) -> Taken:
    """Say by whom and when, as the winner's transaction left it."""
    last = PoolEntry.objects.select_related("taken_by").get(pk=entry.pk)
    at = timezone.localtime(last.left_at or context.now())
    name = str(last.taken_by) if last.taken_by else str(_("他人"))
    return Taken(name=name, at=f"{at:%Y-%m-%d %H:%M:%S}", verbs=[])


def _may_take(entry: PoolEntry, pool: Pool, *, actor: Actor, at: datetime) -> None:
    if entry.left_at is not None:
        raise _taken(entry)
    if not pool.is_active:
        raise putting.PoolClosed(pool=pool.name)
    if not members.is_member(pool, actor):
        raise NotAMember(pool=pool.name)
    free_from = entry.since + timedelta(days=pool.new_data_protection_days)
    if at < free_from:
        raise StillProtected(until=_said(free_from))
    if pool.prev_owner_cooldown_days:
        _cooled_down(entry, pool, actor=actor, at=at)


def _cooled_down(entry: PoolEntry, pool: Pool, *, actor: Actor, at: datetime) -> None:
    """Who lost it, and their team when the pool says so, wait: no ping-pong between colleagues."""
    span = timedelta(days=pool.prev_owner_cooldown_days)
    lost = OwnershipEvent.objects.filter(customer_id=entry.customer_id, created_at__gt=at - span)
    mine = lost.filter(from_user_id=actor.user_id or 0).exclude(to_user_id=actor.user_id or 0)
    if last := mine.order_by("-created_at").first():
        raise StillCooling(until=_said(last.created_at + span))
    if not pool.cooldown_covers_team:
        return
    ours = Membership.objects.filter(user_id=actor.user_id or 0).values("unit_id")
    team = lost.filter(Q(from_unit_id__in=ours), to_user=None)
    if last := team.order_by("-created_at").first():
        raise TeamStillCooling(until=_said(last.created_at + span))


def _said(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def _counter(pool: Pool, actor: Actor, *, on: date) -> PoolClaims:
    """The row is locked until the end, so that two claims at once do not both fit."""
    starts_on = calc.period_start(on, period=pool.claim_period)
    own = {"pool": pool, "user_id": actor.user_id, "period": pool.claim_period}
    PoolClaims.objects.bulk_create([PoolClaims(**own, starts_on=starts_on)], ignore_conflicts=True)
    claims = PoolClaims.objects.select_for_update().get(**own, starts_on=starts_on)
    if pool.claim_limit is not None and claims.count >= pool.claim_limit:
        period = pool.get_claim_period_display()
        raise ClaimsUsedUp(
            period=period, pool=pool.name, limit=pool.claim_limit, count=claims.count
        )
    return claims


@documents.verb
def assign(
    entry_id: UUID, *, actor: Actor, owner_id: int, unit_id: UUID | None, reason: str
) -> PoolEntry:
    """This will give a customer in a pool to somebody, on the word of the pool's admin."""
    entry, customer = _held(entry_id, actor=actor, permission="crm.assign_pool_entry")
    seat = people.seat(owner_id, unit_id=unit_id)
    customers.give(
        customer,
        actor=actor,
        owner_id=seat.user_id,
        unit_id=seat.unit_id,
        event="crm.customer.assigned",
        payload={"pool_from": entry.pool_id},
        reason=reason,
        at=context.now(),
    )
    return entry


def _held(entry_id: UUID, *, actor: Actor, permission: str) -> tuple[PoolEntry, Customer]:
    """The customer is locked before its entry, as everywhere, so that nobody waits in a circle."""
    policy.require(actor, permission)
    offered = _offered(entry_id, actor=actor)
    customer = Customer.objects.select_for_update(no_key=True).get(pk=offered.customer_id)
    if PoolEntry.objects.filter(pk=entry_id, left_at__isnull=False).exists():
        raise _taken(offered)
    entry = documents.lock(PoolEntry, entry_id, actor=actor, permission=permission)
    if not queries.is_admin(entry.pool_id, actor, permission):
        raise NotTheAdmin(pool=entry.pool.name)
    return entry, customer


@documents.verb
def move(entry_id: UUID, *, actor: Actor, pool_id: UUID, reason: str) -> PoolEntry:
    """This will let a customer wait in another pool; the admin of its present one says so."""
    entry, customer = _held(entry_id, actor=actor, permission="crm.move_pool_entry")
    before, target = entry.pool_id, putting.target(pool_id, actor=actor)
    if target.pk == before:
        raise SamePool
    putting.require_scope(target, customer)
    entry.pool, entry.put_by_id = target, actor.user_id
    documents.save(entry, actor=entries.POOL, event="crm.pool_entry.moved")
    entries.refresh(PoolEntry.objects.filter(pk=entry.pk))
    OwnershipEvent.objects.create(
        customer=customer,
        kind=OwnershipEvent.Kind.MOVE,
        pool_from_id=before,
        pool_to=target,
        reason=reason,
        by_id=actor.user_id,
        created_at=context.now(),
    )
    return entry
