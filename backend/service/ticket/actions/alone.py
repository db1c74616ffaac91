"""What happens to tickets by itself: warnings, broken promises, the end nobody objected to."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.core.access.actor import system
from backend.core.documents import actions as documents
from backend.core.events import log
from backend.service.ticket.actions import clocks, notes
from backend.service.ticket.flow import State
from backend.service.ticket.models import Clock, Ticket

log.declare("service.ticket.warned", "service.ticket.breached", "service.ticket.escalated")
HOUSE = "service.ticket.clock"
TOLD = {clocks.WARN: "warned", clocks.BREACH: "breached", clocks.ESCALATE: "escalated"}
FEW = 500


def tell_due(*, at: datetime) -> int:
    """This will tell of every clock whose alarm, end or hour after the end has come, once."""
    due = Clock.objects.filter(told_next_at__lte=at).order_by("told_next_at", "pk")
    return sum(tell(pk, at=at) for pk in due.values_list("ticket_id", flat=True).distinct()[:FEW])


@transaction.atomic
def tell(ticket_id: UUID, *, at: datetime) -> int:
    """This will tell of the clocks of one ticket that are due; each step of each is told once."""
    ticket = notes.hold(ticket_id)
    due = [one for one in clocks.running(ticket) if one.told_next_at and one.told_next_at <= at]
    for clock in due:
        step = _step(clock, at=at)
        clock.told = step + 1
        clock.is_late = step >= clocks.BREACH
        clock.told_next_at = clocks.next_telling(clock)
        clock.save(update_fields=["told", "is_late", "told_next_at"])
        news = {"kind": clock.kind, "target_at": clock.target_at, "owner_id": ticket.owner_id}
        log.emit(f"service.ticket.{TOLD[step]}", ticket, actor=system(HOUSE), payload=news)
    if any(one.is_late for one in due) and not ticket.is_late:
        Ticket.objects.filter(pk=ticket.pk).update(is_late=True)
    return len(due)


def _step(clock: Clock, *, at: datetime) -> int:
    """Where the house slept through a warning, the breach is what there is to tell."""
    if clock.told < clocks.ESCALATE and at >= clock.target_at:
        return clocks.BREACH
    return clock.told


def close_due(*, at: datetime) -> int:
    """This will close the tickets nobody objected to in the days given."""
    due = Ticket.objects.filter(state=State.RESOLVED, closes_at__lte=at)
    ids = due.order_by("closes_at", "pk").values_list("pk", flat=True)[:FEW]
    return sum(close_alone(pk, at=at) for pk in ids)


@documents.verb
def close_alone(ticket_id: UUID, *, at: datetime) -> bool:
    """This will close one ticket whose days are over, unless somebody took it up meanwhile."""
    ticket = notes.hold(ticket_id)
    if ticket.state != State.RESOLVED or ticket.closes_at is None or ticket.closes_at > at:
        return False
    ticket.close(at=at)
    notes.tell(
        ticket,
        actor=system(HOUSE),
        event="closed",
        at=at,
        by_itself=True,
        owner_id=ticket.owner_id,
    )
    return True
