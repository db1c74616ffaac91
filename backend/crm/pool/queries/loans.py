"""Customers that former owners may read a little longer."""

from django.db.models import Q

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.registry import lends
from backend.crm.pool.models import PoolLoan


@lends("crm.customer")
def lent(actor: Actor) -> Q | None:
    """This will give the customers an actor lost not long ago; None for most people, most days."""
    if actor.user_id is None:
        return None
    running = PoolLoan.objects.filter(user_id=actor.user_id, until__gt=context.now())
    keys = list(running.values_list("customer_id", flat=True))
    return Q(pk__in=keys) if keys else None
