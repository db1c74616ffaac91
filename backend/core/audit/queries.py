"""Asking whether the sealed log is still what was sealed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from backend.core.audit import calc
from backend.core.audit.models import Link
from backend.core.events.models import Event, Seal
from backend.core.registry import permit

VIEW_AUDIT = permit("core.view_audit")
FACTS = (
    "id",
    "transaction",
    "at",
    "name",
    "document",
    "document_id",
    "document_no",
    "document_version",
    "party_id",
    "actor_id",
    "actor_label",
    "source",
    "changes",
    "payload",
    "reason",
    "request_id",
    "cause",
)


@dataclass(frozen=True)
class Verdict:
    """How many events hold together, the head of the chain, and the first fault if any."""

    count: int
    head: str
    fault: str = ""
    event: int | None = None

    @property
    def is_whole(self) -> bool:
        """This will tell whether nothing was tampered with."""
        return not self.fault


def verify(*, known_head: str = "") -> Verdict:
    """This will walk the sealed log and stop at the first row that is not as it was sealed.

    `known_head` is a digest noted outside earlier; it must still be in the chain, so that not
    even a whole new chain goes unnoticed.
    """
    head, count = calc.GENESIS, 0
    was_seen = not known_head
    for seal in Seal.objects.order_by("id").iterator():
        if seal.previous != head:
            return Verdict(count, head, f"seal {seal.pk} does not follow the one before")
        for found in _rows(seal):
            head, fault = _step(head, *found)
            if fault:
                return Verdict(count, head, fault, found[0])
            count += 1
            was_seen = was_seen or head == known_head
        if head != seal.digest:
            return Verdict(count, head, f"seal {seal.pk} closes with another digest")
    if not was_seen:
        return Verdict(count, head, "the known head is not in the chain")
    return Verdict(count, head)


def _step(head: str, event: int, row: dict[str, Any] | None, sealed: str | None) -> tuple[str, str]:
    if row is None:
        return head, f"event {event} was removed"
    what = f"event {event} ({row['name']} {row['document_no']})"
    if sealed is None:
        return head, f"{what} was slipped in after the seal"
    found = calc.digest(head, row)
    return found, "" if found == sealed else f"{what} is not what was sealed"


def _rows(seal: Seal) -> Iterator[tuple[int, dict[str, Any] | None, str | None]]:
    """The events of one seal in order: each with its row and its digest, either may be gone."""
    after = Q(transaction__gt=seal.after_transaction) | Q(
        transaction=seal.after_transaction, id__gt=seal.after_event
    )
    until = Q(transaction__lt=seal.until_transaction) | Q(
        transaction=seal.until_transaction, id__lte=seal.until_event
    )
    rows = {row["id"]: row for row in Event.objects.filter(after, until).values(*FACTS)}
    links = {link.event: link for link in Link.objects.filter(seal=seal)}
    order = {event: (link.transaction, event) for event, link in links.items()}
    order |= {
        event: (row["transaction"], event) for event, row in rows.items() if event not in links
    }
    for event in sorted(order, key=order.__getitem__):
        link = links.get(event)
        yield event, rows.get(event), link.digest if link else None


def waiting() -> int:
    """This will count the events behind the last seal."""
    last = Seal.objects.order_by("-id").first()
    if last is None:
        return Event.objects.count()
    return Event.objects.filter(
        Q(transaction__gt=last.until_transaction)
        | Q(transaction=last.until_transaction, id__gt=last.until_event)
    ).count()
