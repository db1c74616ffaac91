"""Nobody gets more customers than a rule allows, except on a manager's word."""

from collections import Counter

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.errors import NotNow
from backend.core.people.models import User
from backend.core.registry import permit
from backend.crm.customer.actions import ownership
from backend.crm.customer.models import Customer
from backend.crm.pool.models import CapacityRule
from backend.crm.pool.queries import capacity

EXCEED = permit("crm.exceed_capacity_rule")
ALWAYS_ALLOWED = {"leave_company", "recycle", "merge"}
"""What nobody chooses: the customers of a leaver must go somewhere."""


class TooManyOwned(NotNow):
    """The person has as many customers as a rule allows."""

    sentence = _(
        "{name} 名下已有 {count} 个客户，达到“{rule}”的上限 {limit} 个。"
        "请先退回或转交客户，或由有权突破上限的主管填写原因后分配。"
    )


class TooManyLocked(NotNow):
    """The person has as many locked customers as a rule allows."""

    sentence = _("{name} 已锁定 {count} 个客户，达到“{rule}”的上限 {limit} 个，请先解除其他锁定。")


@ownership.guards
def room_for(change: ownership.Change) -> None:
    """This will refuse that somebody gets more customers than the nearest rule allows."""
    if change.kind in ALWAYS_ALLOWED:
        return
    gained: Counter[int] = Counter()
    first_time: Counter[int] = Counter()
    for row in change.rows:
        if row.to_id is not None and row.to_id != row.from_id:
            gained[row.to_id] += 1
            first_time[row.to_id] += row.customer.first_deal_on is None
    for user_id in sorted(gained):
        _check(change, user_id, gained[user_id], first_time[user_id])


def _check(change: ownership.Change, user_id: int, gained: int, undealt: int) -> None:
    rule = capacity.limit_of(user_id, on=timezone.localdate(change.at), what="max_owned")
    if rule is None or rule.max_owned is None:
        return
    person = _one_at_a_time(user_id)
    new = undealt if rule.excludes_dealt else gained
    keys = [row.customer.pk for row in change.rows]
    has = capacity.counted(user_id, rule).exclude(pk__in=keys).count()
    if new == 0 or has + new <= rule.max_owned or _may_exceed(change):
        return
    raise TooManyOwned(name=str(person), count=has, rule=rule.name, limit=rule.max_owned)


def _may_exceed(change: ownership.Change) -> bool:
    return change.kind == "assign" and bool(change.reason) and change.actor.may(EXCEED)


def _one_at_a_time(user_id: int) -> User:
    """Two givers must not both see the last free place."""
    return User.objects.select_for_update(no_key=True).get(pk=user_id)


@ownership.guards_locks
def room_to_lock(customer: Customer, actor: Actor) -> None:
    """This will refuse that somebody locks more customers than the nearest rule allows."""
    owner_id = customer.owner_id
    if owner_id is None:
        return
    today = timezone.localdate()
    rule: CapacityRule | None = capacity.limit_of(owner_id, on=today, what="max_locked")
    if rule is None or rule.max_locked is None:
        return
    person = _one_at_a_time(owner_id)
    locked = capacity.counted(owner_id, rule).filter(locked_until__gte=today)
    count = locked.exclude(pk=customer.pk).count()
    is_spared = rule.excludes_dealt and customer.first_deal_on is not None
    if count >= rule.max_locked and not is_spared:
        raise TooManyLocked(name=str(person), count=count, rule=rule.name, limit=rule.max_locked)
