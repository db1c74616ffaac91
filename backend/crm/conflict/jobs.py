"""What the clock does about conflicts."""

from datetime import timedelta

from backend.core import context
from backend.core.access.actor import system
from backend.core.jobs import clock
from backend.crm.conflict import actions
from backend.crm.conflict.flow import State
from backend.crm.conflict.models import ConflictCase

APPEAL_WITHIN = timedelta(days=7)


@clock.every("crm.close_conflicts", minutes=60)
def close_conflicts() -> int:
    """This will make decisions bind that nobody appealed within seven days; it may run twice."""
    now = context.now()
    rows = ConflictCase.objects.filter(
        state=State.DECIDED, decided_at__lt=now - APPEAL_WITHIN
    ).order_by("id")
    ids = list(rows.values_list("pk", flat=True))
    for pk in ids:
        actions.close(pk, actor=system("clock"), at=now)
    return len(ids)
