"""What the clock and the workers do about companies that are on file twice."""

from datetime import time, timedelta
from uuid import UUID

from django.utils import timezone

from backend.core.access.actor import system
from backend.core.jobs import clock, queue
from backend.core.merging import actions, queries
from backend.core.merging.flow import State
from backend.core.merging.models import MergeLog, Scan

LATE = timedelta(days=2)


@queue.does("core.scan")
def scan_on(scan_id: str, piece: int = 0) -> None:
    """This will do a piece of a scan and ask for the next one."""
    if actions.work(UUID(scan_id), actor=system("clock"), at=timezone.now()):
        return
    following = piece + 1
    queue.enqueue(
        "core.scan", key=f"core.scan:{scan_id}:{following}", scan_id=scan_id, piece=following
    )


@clock.every("core.scan_duplicates", daily=time(2, 30))
def scan_nightly() -> int:
    """This will look for companies on file twice, every night; a scan under way goes on."""
    scan = queries.running()
    if scan is None:
        scan = actions.begin(actor=system("clock"), id=None, at=timezone.now())
    while not actions.work(scan.pk, actor=system("clock"), at=timezone.now()):
        pass
    return Scan.objects.get(pk=scan.pk).groups


@clock.every("core.settle_merges", minutes=10)
def settle_merges() -> int:
    """This will let papers follow that were begun before a merge and written after it."""
    recent = MergeLog.objects.filter(
        state=State.DONE, created_at__gte=timezone.now() - LATE
    ).order_by("id")
    return sum(
        actions.settle(pk, actor=system("clock")) for pk in recent.values_list("pk", flat=True)
    )
