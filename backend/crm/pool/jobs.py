"""What the clock does with pools."""

from datetime import time

from django.utils import timezone

from backend.core.access.actor import system
from backend.core.invariants import invariant
from backend.core.jobs import clock
from backend.crm.pool import actions
from backend.crm.pool.models import PoolEntry


@clock.every("crm.recycle_customers", daily=time(2, 0))
def recycle_customers() -> clock.Tally:
    """This will warn owners and take customers by the rules, for the company's calendar day."""
    done = actions.recycle(timezone.localdate(), actor=system("crm.pool"))
    changed = len(done.falls) + len(done.warns)
    return clock.Tally(seen=changed, changed=changed)


@invariant("crm.pool.nobodys")
def nobodys() -> list[str]:
    """This will name customers that wait in a pool and have an owner all the same."""
    owned = PoolEntry.objects.filter(left_at=None, customer__owner__isnull=False)
    return [
        f"{no} waits in a pool and has an owner"
        for no in owned.values_list("customer__no", flat=True)
    ]
