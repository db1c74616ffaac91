"""Every night each plan calls for what falls due."""

from datetime import time

from django.utils import timezone

from backend.core.access.actor import system
from backend.core.jobs import clock
from backend.core.jobs.clock import Tally
from backend.service.maintenance import actions
from backend.service.maintenance.flow import PlanState
from backend.service.maintenance.models import MaintenancePlan


@clock.every("service.maintenance", daily=time(3, 30))
def call_for_work() -> Tally:
    """This will bring every plan up to today, each in a transaction of its own."""
    today, made = timezone.localdate(), 0
    plans = list(
        MaintenancePlan.objects.exclude(state=PlanState.DRAFT)
        .order_by("created_at", "id")
        .values_list("pk", flat=True)
    )
    for plan_id in plans:
        made += actions.follow(plan_id, actor=system("maintenance"), on=today)
    return Tally(seen=len(plans), changed=made)
