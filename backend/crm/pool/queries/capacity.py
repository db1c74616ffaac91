"""How many customers a person may have."""

from datetime import date

from django.db.models import Q, QuerySet

from backend.core.access.actor import is_running
from backend.core.access.models import Assignment
from backend.crm.customer.models import Customer
from backend.crm.pool.models import CapacityRule
from backend.crm.pool.queries.members import units_above


def limit_of(user_id: int, *, on: date, what: str) -> CapacityRule | None:
    """This will find the nearest rule that limits `max_owned` or `max_locked` of a person."""
    held = Assignment.objects.filter(is_running(on), user_id=user_id)
    roles = list(held.values_list("role_id", flat=True))
    units = units_above(user_id)
    fits = Q(user_id=user_id) | Q(role_id__in=roles) | Q(for_unit_id__in=units)
    fits |= Q(user=None, role=None, for_unit=None)
    rules = CapacityRule.objects.filter(fits, is_active=True, **{f"{what}__isnull": False})
    return min(rules, key=lambda rule: (_distance(rule), getattr(rule, what)), default=None)


def _distance(rule: CapacityRule) -> int:
    if rule.user_id is not None:
        return 0
    if rule.role_id is not None:
        return 1
    return 2 if rule.for_unit_id is not None else 3


def counted(user_id: int, rule: CapacityRule) -> QuerySet[Customer]:
    """This will give the customers of a person that count against a rule."""
    rows = Customer.objects.filter(owner_id=user_id)
    return rows.filter(first_deal_on=None) if rule.excludes_dealt else rows
