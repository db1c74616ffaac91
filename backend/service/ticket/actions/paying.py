"""What a customer pays where nothing covers it: estimated by us, agreed or refused by them."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor, system
from backend.core.documents import actions as documents
from backend.core.errors import Refusal
from backend.core.events import log
from backend.service.ticket.actions import notes
from backend.service.ticket.actions.talking import HOUSE
from backend.service.ticket.flow import OPEN
from backend.service.ticket.models import Ticket

log.declare(
    "service.ticket.estimated",
    "service.ticket.cost_agreed",
    "service.ticket.cost_refused",
    "service.ticket.waived",
)


class NothingAsked(Refusal):
    """There is no estimate the customer has not answered."""

    sentence = _("没有等待客户确认的费用估算。")


class CoveredAlready(Refusal):
    """Nobody pays for what is covered."""

    sentence = _("该服务单在保，无需估价；如有不含的费用，请先说明并更改设备权益。")


@documents.verb
def estimate(ticket_id: UUID, *, actor: Actor, at: datetime, amount: Decimal, note: str) -> Ticket:
    """This will say what the customer would pay; an earlier answer no longer holds."""
    ticket = documents.lock(Ticket, ticket_id, actor=actor, permission="service.estimate_ticket")
    ticket.edit()
    if ticket.is_covered:
        raise CoveredAlready
    ticket.estimate, ticket.estimate_note, ticket.estimated_at = amount, note, at
    ticket.agreed_at, ticket.agreed_by, ticket.refused_at = None, "", None
    return notes.tell(ticket, actor=actor, event="estimated", at=at)


@documents.verb
def agree(ticket_id: UUID, *, actor: Actor, at: datetime, name: str) -> Ticket:
    """This will write down by hand that the customer accepted the estimate, and who did."""
    ticket = documents.lock(Ticket, ticket_id, actor=actor, permission="service.agree_ticket")
    ticket.edit()
    _answer(ticket, at=at, name=name, is_yes=True)
    return notes.tell(ticket, actor=actor, event="cost_agreed", at=at, by=name)


@documents.verb
def answer(ticket_id: UUID, *, at: datetime, name: str, is_yes: bool) -> Ticket:
    """This will take the customer's own yes or no from the link that shows the estimate."""
    ticket = notes.hold(ticket_id)
    if ticket.state not in OPEN:
        raise NothingAsked
    _answer(ticket, at=at, name=name, is_yes=is_yes)
    event = "cost_agreed" if is_yes else "cost_refused"
    return notes.tell(
        ticket, actor=system(HOUSE), event=event, at=at, by=name, owner_id=ticket.owner_id
    )


def _answer(ticket: Ticket, *, at: datetime, name: str, is_yes: bool) -> None:
    if ticket.estimate is None or ticket.agreed_at is not None:
        raise NothingAsked
    ticket.agreed_at, ticket.refused_at = (at, None) if is_yes else (None, at)
    ticket.agreed_by = name


@documents.verb
def waive(ticket_id: UUID, *, actor: Actor, reason: str) -> Ticket:
    """This will take the cost on the house, as goodwill."""
    ticket = documents.lock(Ticket, ticket_id, actor=actor, permission="service.waive_ticket")
    ticket.edit()
    if ticket.is_covered:
        raise CoveredAlready
    ticket.is_covered = True
    return documents.save(ticket, actor=actor, event="service.ticket.waived", reason=reason)
