"""The clock's door to the audit: seal every minute, check the books every night."""

from datetime import time

from django.db.models import Count, F
from django.utils import timezone

from backend.core import invariants
from backend.core.audit import actions, queries
from backend.core.audit.models import Check
from backend.core.events.models import DeadLetter
from backend.core.jobs import clock
from backend.core.jobs.models import Job
from backend.core.people.models import Unit

KEPT_FAULTS = 100


@clock.every("core.audit.seal", minutes=1)
def seal() -> int:
    """This will chain the settled events to the seal before."""
    return actions.seal()


@clock.every("core.audit.check_invariants", daily=time(2, 30))
def check_invariants() -> clock.Tally:
    """This will ask every invariant and keep the answers for the auditor."""
    wrong = sum(bool(check_and_keep(name)) for name in invariants.names())
    return clock.Tally(seen=len(invariants.names()), changed=wrong)


def check_and_keep(name: str) -> list[str]:
    """This will ask one invariant, keep the answer and return the faults."""
    faults = invariants.check(name)
    Check.objects.update_or_create(
        name=name,
        defaults={
            "checked_at": timezone.now(),
            "fault_count": len(faults),
            "faults": faults[:KEPT_FAULTS],
        },
    )
    return faults


@invariants.invariant("core.audit.log_is_as_sealed")
def log_is_as_sealed() -> list[str]:
    """This will tell whether a sealed event was changed, removed or slipped in."""
    verdict = queries.verify()
    return [] if verdict.is_whole else [verdict.fault]


@invariants.invariant("core.events.nothing_undelivered")
def nothing_undelivered() -> list[str]:
    """This will name the news that a listener could not digest."""
    waiting = (
        DeadLetter.objects.filter(state=DeadLetter.State.WAITING)
        .values("reader")
        .annotate(count=Count("id"))
    )
    return [f"{row['reader']}: {row['count']} dead letters" for row in waiting]


@invariants.invariant("core.jobs.nothing_dead")
def nothing_dead() -> list[str]:
    """This will name the one-off jobs that were given up."""
    return [f"{job}: {job.error[:120]}" for job in Job.objects.filter(state=Job.State.DEAD)[:100]]


@invariants.invariant("core.people.no_unit_above_itself")
def no_unit_above_itself() -> list[str]:
    """This will name units that are their own parent."""
    return [f"unit {unit.name}" for unit in Unit.objects.filter(parent=F("pk"))]
