"""Sealing the event log."""

from django.db import connection, transaction
from django.utils import timezone

from backend.core.audit import calc
from backend.core.audit.models import Link
from backend.core.audit.queries import FACTS
from backend.core.events import log
from backend.core.events.models import Event, Seal

WRITER = 0x5EA1  # the advisory lock that makes the sealer the only one
BATCH = 2_000


def seal(*, batch: int = BATCH) -> int:
    """This will chain the settled events that are not sealed yet and return how many.

    A second sealer at the same time seals nothing.
    """
    total = 0
    while done := _seal_some(batch):
        total += done
    return total


@transaction.atomic
def _seal_some(batch: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [WRITER])
        (is_mine,) = cursor.fetchone()
    if not is_mine:
        return 0
    last = Seal.objects.order_by("-id").first()
    position = (last.until_transaction, last.until_event) if last else (0, 0)
    previous = last.digest if last else calc.GENESIS
    rows = list(log.settled(log.after(Event.objects.all(), position)).values(*FACTS)[:batch])
    if not rows:
        return 0
    head, chain = previous, []
    for row in rows:
        head = calc.digest(head, row)
        chain.append((row["id"], row["transaction"], head))
    made = Seal.objects.create(
        sealed_at=timezone.now(),
        after_transaction=position[0],
        after_event=position[1],
        until_transaction=rows[-1]["transaction"],
        until_event=rows[-1]["id"],
        count=len(rows),
        previous=previous,
        digest=head,
    )
    Link.objects.bulk_create(
        Link(event=event, transaction=number, seal=made, digest=digest)
        for event, number, digest in chain
    )
    return len(rows)
