"""What is said about a ticket: among us, to the customer, by the customer."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor, system
from backend.core.documents import actions as documents
from backend.core.events import log
from backend.core.files import actions as files
from backend.core.files.models import Attachment
from backend.core.people.models import User
from backend.service.ticket.actions import clocks, moves, notes
from backend.service.ticket.flow import OPEN, State
from backend.service.ticket.models import Clock, Comment, Ticket

log.declare("service.ticket.commented", "service.ticket.answered")
HOUSE = "service.ticket.customer"


@documents.verb
def comment(ticket_id: UUID, *, actor: Actor, at: datetime, audience: str, text: str) -> Ticket:
    """This will add a remark; the first one to the customer is our response."""
    ticket = documents.lock(Ticket, ticket_id, actor=actor, permission="service.comment_ticket")
    writer = None if actor.user_id is None else User.objects.get(pk=actor.user_id)
    Comment.objects.create(
        ticket=ticket,
        audience=audience,
        at=at,
        user=writer,
        author=(str(writer) if writer else actor.label)[:64],
        text=text,
    )
    if audience == Comment.Audience.CUSTOMER and ticket.state in OPEN:
        clocks.stop(ticket, [Clock.Kind.RESPONSE], at=at)
    return notes.tell(ticket, actor=actor, event="commented", at=at, audience=audience)


@documents.verb
def hear_customer(
    ticket_id: UUID,
    *,
    at: datetime,
    text: str,
    author: str = "",
    phone: str = "",
    source: str = "",
) -> Ticket:
    """This will write down what the customer said; a ticket that waited for it goes on."""
    ticket = notes.hold(ticket_id)
    if source and Comment.objects.filter(source_key=source).exists():
        return ticket
    Comment.objects.create(
        ticket=ticket,
        audience=Comment.Audience.FROM_CUSTOMER,
        at=at,
        author=author[:64] or str(_("客户")),
        contact_phone=phone,
        text=text,
        source_key=source,
    )
    if ticket.state == State.WAITING_CUSTOMER:
        notes.go_on(ticket, at=max(at, ticket.opened_at))
    return notes.tell(
        ticket, actor=system(HOUSE), event="answered", at=at, owner_id=ticket.owner_id
    )


def take_photo(ticket_id: UUID, *, name: str, content: bytes) -> Attachment:
    """This will keep a picture the customer sent, made anew so that only pixels are kept."""
    return files.add(
        actor=system(HOUSE),
        document="service.ticket",
        document_id=ticket_id,
        kind=Attachment.Kind.PHOTO,
        name=name,
        content=content,
    )


@documents.verb
def object_to(ticket_id: UUID, *, at: datetime, reason: str) -> Ticket:
    """This will take up a ticket again because the customer says it was not helped."""
    ticket = notes.hold(ticket_id)
    if ticket.state not in (State.RESOLVED, State.CLOSED):
        return ticket
    moves.take_up(ticket, at=at)
    Comment.objects.create(
        ticket=ticket,
        audience=Comment.Audience.FROM_CUSTOMER,
        at=at,
        author=str(_("客户")),
        text=reason,
    )
    news = {"at": at, "times": ticket.reopened, "owner_id": ticket.owner_id}
    return documents.save(
        ticket,
        actor=system(HOUSE),
        event="service.ticket.reopened",
        payload=news,
        reason=reason,
    )
