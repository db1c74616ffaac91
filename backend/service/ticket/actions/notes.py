"""What other papers tell a ticket: work orders, above all. They need no right to tickets.

What was told before, or no longer fits, changes nothing: a phone may tell of it twice, or late.
"""

from datetime import datetime
from uuid import UUID

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.events import log
from backend.core.people import queries as people
from backend.service.ticket import calc, queries
from backend.service.ticket.actions import clocks
from backend.service.ticket.flow import FRESH, OPEN, WAITING, State
from backend.service.ticket.models import Clock, Ticket

log.declare(
    "service.ticket.assigned",
    "service.ticket.started",
    "service.ticket.reached",
    "service.ticket.restored",
    "service.ticket.paused",
    "service.ticket.resumed",
    "service.ticket.resolved",
)
WAITS = {
    State.WAITING_CUSTOMER: "wait_for_customer",
    State.WAITING_PARTS: "wait_for_parts",
    State.WAITING_SUPPLIER: "wait_for_supplier",
}


@documents.verb
def note_assigned(ticket_id: UUID, *, actor: Actor, at: datetime, user_id: int) -> Ticket:
    """This will let somebody who was sent answer for the ticket."""
    ticket = hold(ticket_id)
    if ticket.state not in OPEN or (ticket.owner_id == user_id and ticket.state not in FRESH):
        return ticket
    if ticket.state in FRESH:
        ticket.give()
    ticket.owner_id, ticket.unit_id = people.seat(user_id, unit_id=None)
    return tell(ticket, actor=actor, event="assigned", at=at, owner_id=user_id)


@documents.verb
def note_on_site(ticket_id: UUID, *, actor: Actor, at: datetime) -> Ticket:
    """This will note that somebody reached the machine: the customer was answered, too."""
    ticket = hold(ticket_id)
    if ticket.state not in OPEN:
        return ticket
    at = _since(ticket, at)
    if ticket.state in WAITING:
        go_on(ticket, at=at)
    elif ticket.state != State.IN_PROGRESS:
        ticket.start()
    clocks.stop(ticket, [Clock.Kind.RESPONSE, Clock.Kind.ON_SITE], at=at)
    return tell(ticket, actor=actor, event="reached", at=at)


@documents.verb
def note_restored(ticket_id: UUID, *, actor: Actor, at: datetime) -> Ticket:
    """This will note that the machine runs again, for good or for now."""
    ticket = hold(ticket_id)
    if ticket.state not in OPEN:
        return ticket
    at = _since(ticket, at)
    clocks.stop(ticket, [Clock.Kind.RESTORE], at=at)
    return tell(ticket, actor=actor, event="restored", at=at)


@documents.verb
def note_waiting(ticket_id: UUID, *, actor: Actor, at: datetime, kind: str) -> Ticket:
    """This will let a ticket wait for the customer, parts or the supplier; empty goes on."""
    ticket = hold(ticket_id)
    if ticket.state not in OPEN or ticket.state == kind:
        return ticket
    at = _since(ticket, at)
    if ticket.state in WAITING:
        go_on(ticket, at=at)
    if not kind:
        return tell(ticket, actor=actor, event="resumed", at=at)
    wait_for(ticket, kind, at=at, note="")
    return tell(ticket, actor=actor, event="paused", at=at, kind=kind)


@documents.verb
def note_resolved(
    ticket_id: UUID, *, actor: Actor, at: datetime, solution_code: str, text: str
) -> Ticket:
    """This will note that the work is done and what it was."""
    ticket = hold(ticket_id)
    if ticket.state not in OPEN:
        return ticket
    end(ticket, at=_since(ticket, at))
    ticket.solution_code, ticket.resolution = solution_code, text
    return tell(ticket, actor=actor, event="resolved", at=at)


def hold(ticket_id: UUID) -> Ticket:
    """This will lock a ticket for news, whoever brings them; a merged one's go to its root."""
    rows = Ticket.objects.select_for_update(of=("self",), no_key=True)
    ticket = rows.get(pk=ticket_id)
    if ticket.merged_into_id is not None:
        ticket = rows.get(pk=ticket.merged_into_id)
    documents.remember(ticket)
    return ticket


def tell(ticket: Ticket, *, actor: Actor, event: str, **news: object) -> Ticket:
    """This will write a ticket that is held and tell what happened."""
    return documents.save(ticket, actor=actor, event=f"service.ticket.{event}", payload=news)


def wait_for(ticket: Ticket, kind: str, *, at: datetime, note: str) -> None:
    """This will let a held ticket wait, and its clocks with it."""
    getattr(ticket, WAITS[State(kind)])()
    clocks.pause(ticket, kind, at=at, note=note)


def go_on(ticket: Ticket, *, at: datetime) -> None:
    """This will end the waiting of a held ticket."""
    ticket.resume()
    clocks.go_on(ticket, at=at)


def end(ticket: Ticket, *, at: datetime) -> None:
    """This will resolve a held ticket, stop its clocks and say when it closes by itself."""
    ticket.resolve(at=at)
    ticket.closes_at = at + queries.closes_after(ticket.priority)
    clocks.finish(ticket, at=at)


def _since(ticket: Ticket, at: datetime) -> datetime:
    """Nothing happens to a ticket before it was opened, whatever a phone says."""
    return calc.believed(at, start=ticket.opened_at, received=max(at, ticket.opened_at))
