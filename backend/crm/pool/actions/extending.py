"""Asking for more time with a customer before a rule takes it."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import NotNow
from backend.core.events import log
from backend.crm.customer.models import Customer
from backend.crm.pool.models import RecycleExtension, RecycleRule
from backend.crm.pool.queries import nights

log.declare("crm.recycle_extension.created")
CREATE = "crm.create_recycle_extension"


class NothingThreatens(NotNow):
    """No rule in force would take the customer."""

    sentence = _("没有规则会回收该客户，无需延期。")


class NoMoreTime(NotNow):
    """The rule grants no further extension."""

    sentence = _("规则“{rule}”最多可延期 {limit} 次，该客户已延期 {count} 次，请尽快跟进。")


class NeverExtends(NotNow):
    """The rule grants no extension at all."""

    sentence = _("规则“{rule}”不允许延期，请尽快跟进或锁定该客户。")


@documents.verb
def extend(*, actor: Actor, id: UUID | None, customer_id: UUID, reason: str) -> RecycleExtension:
    """This will put off the day on which the next rule takes a customer.

    The rule that falls first is the one that is put off, as often as it allows.
    """
    documents.refer(Customer, customer_id, actor=actor, field="customer_id")
    customer = documents.lock(Customer, customer_id, actor=actor, permission=CREATE)
    today = timezone.localdate(context.now())
    coming = nights.coming(customer.pk, today)
    if coming is None:
        raise NothingThreatens
    rule, falls_on = coming
    _may_extend(rule, customer)
    extension = RecycleExtension(
        customer=customer,
        rule=rule,
        reason=reason,
        until=max(falls_on, today) + timedelta(days=rule.extension_days),
        owner_id=customer.owner_id,
        unit_id=customer.unit_id,
    )
    if id is not None:
        extension.id = id
    return documents.add(
        extension,
        actor=actor,
        event="crm.recycle_extension.created",
        permission=CREATE,
        reason=reason,
    )


def _may_extend(rule: RecycleRule, customer: Customer) -> None:
    """Only what the present owner was granted counts."""
    if rule.max_extensions == 0:
        raise NeverExtends(rule=rule.name)
    since = customer.collected_at or customer.created_at
    granted = RecycleExtension.objects.filter(
        customer=customer, rule=rule, created_at__gte=since
    ).count()
    if granted >= rule.max_extensions:
        raise NoMoreTime(rule=rule.name, limit=rule.max_extensions, count=granted)
