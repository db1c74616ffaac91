"""The clock measures what runs."""

from datetime import timedelta

from django.utils import timezone

from backend.core.access.actor import system
from backend.core.jobs import clock
from backend.crm.target import actions, queries

AFTERWARDS = timedelta(days=10)
"""Papers of a period are still booked for some days after its end."""


@clock.every("crm.target.measure", minutes=30)
def measure_running() -> clock.Tally:
    """This will measure every target that runs, or ended a few days ago."""
    now = timezone.localtime()
    day = now.date()
    seen = list(queries.running(since=day - AFTERWARDS, until=day).values_list("pk", "version"))
    changed = 0
    for pk, version in seen:
        measured = actions.measure(pk, actor=system("crm.target"), at=now)
        changed += measured.version != version
    return clock.Tally(len(seen), changed)
