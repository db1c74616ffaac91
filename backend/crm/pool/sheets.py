"""The pool a customer waits in, as a column of customers; and what goes when they are undone."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.spreadsheet import plans, undoing
from backend.core.spreadsheet.refer import Target
from backend.crm.pool import actions
from backend.crm.pool.models import PoolEntry


def about(ids: Sequence[UUID]) -> QuerySet[Any]:
    """This will give the places of these customers."""
    return PoolEntry.objects.filter(customer_id__in=list(ids))


def waiting(ids: Sequence[UUID]) -> Mapping[UUID, tuple[UUID, str]]:
    """This will give the pool that each of these customers waits in."""
    rows = PoolEntry.objects.filter(customer_id__in=list(ids), left_at=None)
    found = rows.values_list("customer_id", "pool_id", "pool__name")
    return {customer: (pool, name) for customer, pool, name in found}


def put(customer_id: UUID, pool_id: Any, actor: Actor) -> None:
    """This will give a customer of a file to its pool, by the verb and by its rules."""
    entry = PoolEntry.objects.filter(customer_id=customer_id, left_at=None).first()
    reason = _now("导入")
    if entry is None:
        actions.release(
            actor=actor, id=None, customer_id=customer_id, pool_id=pool_id, reason=reason
        )
    else:
        actions.move(entry.pk, actor=actor, pool_id=pool_id, reason=reason)


undoing.follows("crm.pool_entry", about)
plans.extend(
    "crm.customer",
    plans.Extra(
        plans.Column(
            "pool",
            _("公海池"),
            "refer",
            target=Target("crm.pool", by=("name",)),
            aliases=("公海", "目标公海", "所属公海"),
            example=_("华东公海"),
        ),
        load=waiting,
        write=put,
    ),
)
