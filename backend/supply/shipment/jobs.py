"""The clock of shipments: what should have come and did not, papers that run out."""

from datetime import time

from django.utils import timezone

from backend.core.access.actor import system
from backend.core.jobs import clock
from backend.supply.shipment import actions, queries

SELF = system("supply.shipment")
WARNED = (30, 7, 1)
BATCH = 500


@clock.every("supply.shipment.late", minutes=10)
def late() -> int:
    """This will mark the shipments whose expected arrival has passed and tell their owners."""
    now = timezone.now()
    ids = list(queries.overdue(now).values_list("pk", flat=True)[:BATCH])
    return sum(actions.note_late(pk, actor=SELF, at=now) is not None for pk in ids)


@clock.every("supply.shipment.papers_expiring", daily=time(8, 30))
def papers_expiring() -> int:
    """This will warn of papers of vehicles that run out in 30, 7 and 1 days."""
    today = timezone.localdate()
    rows = queries.expiring(today, days=WARNED)
    for paper in rows:
        actions.tell_expiring(paper.pk, actor=SELF, on=today)
    return len(rows)
