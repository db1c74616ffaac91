"""Giving a customer back to a pool."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import NotNow
from backend.core.events import log
from backend.crm.customer import actions as customers
from backend.crm.customer.models import Customer
from backend.crm.pool.actions import entries
from backend.crm.pool.models import Pool, PoolEntry
from backend.crm.pool.queries import members

log.declare("crm.customer.released")
CREATE = "crm.create_pool_entry"


class PoolClosed(NotNow):
    """The pool is switched off."""

    sentence = _("公海池“{pool}”已停用，请选择其他公海池。")


class OutOfScope(NotNow):
    """The pool does not take customers of this kind."""

    sentence = _("公海池“{pool}”不收纳该客户（{why}），请选择其他公海池。")


class StillLocked(NotNow):
    """The customer is locked by its owner."""

    sentence = _("该客户已锁定至 {until}，请先解除锁定再退回公海。")


class InAPool(NotNow):
    """The customer waits in a pool."""

    sentence = _("该客户已在公海池“{pool}”中。")


@documents.verb
def release(
    *, actor: Actor, id: UUID | None, customer_id: UUID, pool_id: UUID, reason: str
) -> PoolEntry:
    """This will give a customer back to a pool, with the reason; its owner has it no more."""
    documents.refer(Customer, customer_id, actor=actor, field="customer_id")
    customer = documents.lock(Customer, customer_id, actor=actor, permission=CREATE)
    pool = target(pool_id, actor=actor)
    _may_go(customer)
    require_scope(pool, customer)
    before = entries.From(
        customer.owner_id, customer.unit_id, str(customer.owner) if customer.owner else ""
    )
    at = context.now()
    customers.give(
        customer,
        actor=actor,
        owner_id=None,
        unit_id=None,
        event="crm.customer.released",
        payload={"pool_to": pool.pk},
        reason=reason,
        at=at,
    )
    way = PoolEntry.Way.IMPORT if context.source.get() == "import" else PoolEntry.Way.RELEASE
    stay = entries.Stay(way, reason, at, actor.user_id)
    (entry,) = entries.put(pool, [(customer, before)], stay, actor=actor, pk=id)
    return entry


def _may_go(customer: Customer) -> None:
    today = timezone.localdate(context.now())
    if customer.locked_until is not None and customer.locked_until >= today:
        raise StillLocked(until=f"{customer.locked_until:%Y-%m-%d}")
    waiting = PoolEntry.objects.filter(customer=customer, left_at=None).select_related("pool")
    if entry := waiting.first():
        raise InAPool(pool=entry.pool.name)


def target(pool_id: UUID, *, actor: Actor) -> Pool:
    """This will find the pool a customer is to go to: one that the actor sees and that is open."""
    pool = documents.refer(Pool, pool_id, actor=actor, field="pool_id")
    assert pool is not None
    if not pool.is_active:
        raise PoolClosed(pool=pool.name)
    return pool


def require_scope(pool: Pool, customer: Customer) -> None:
    """This will refuse a customer that a pool does not take: unit, segment or province."""
    units = members.units_below(pool.scope_unit_id) if pool.scope_unit_id else None
    if units is not None and customer.unit_id is not None and customer.unit_id not in units:
        raise OutOfScope(pool=pool.name, why=str(_("所属单元")))
    if pool.segments and customer.segment not in pool.segments:
        raise OutOfScope(pool=pool.name, why=str(_("客户类型")))
    if pool.provinces and customer.party.province not in pool.provinces:
        raise OutOfScope(pool=pool.name, why=str(_("省份")))
