"""What people do with a ticket on its way: read, give, begin, wait, end, take up again."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.core.people import queries as people
from backend.service.asset.models import Asset
from backend.service.ticket import queries
from backend.service.ticket.actions import clocks, notes
from backend.service.ticket.actions.opening import NotTheirMachine, require_code
from backend.service.ticket.flow import FRESH
from backend.service.ticket.models import Clock, Ticket

log.declare(
    "service.ticket.attached",
    "service.ticket.changed",
    "service.ticket.triaged",
    "service.ticket.reprioritised",
    "service.ticket.reopened",
    "service.ticket.closed",
    "service.ticket.cancelled",
)


class NobodyAnswers(Refusal):
    """Work begins with a person."""

    sentence = _("还没有负责人，请先指派。")


class NotAgreed(Refusal):
    """The customer pays, and has not said yes."""

    sentence = _("该设备不在保或权益不含全部费用：请先估价并取得客户确认，再开始处理。")


class BeforeItBegan(Malformed):
    """A ticket cannot be answered before it came in."""

    sentence = _("时间不能早于受理时间，也不能早于上一步的时间。")


class TooLateToReopen(Refusal):
    """After so many days it is another matter."""

    sentence = _("已超过可重开期限（解决后 {days} 天），请新建服务单。")


@documents.verb
def change(ticket_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Ticket:
    """This will correct what is known of a ticket that is not over."""
    ticket = _lock(ticket_id, actor, "change")
    ticket.edit()
    for kind in ("symptom", "cause", "solution"):
        require_code(kind, changes.get(f"{kind}_code", ""), field=f"{kind}_code")
    for name, value in changes.items():
        setattr(ticket, name, value)
    return documents.save(ticket, actor=actor, event="service.ticket.changed")


@documents.verb
def attach(ticket_id: UUID, *, actor: Actor, at: datetime, asset_id: UUID) -> Ticket:
    """This will say which machine it is about; who pays and what is promised follow from it."""
    ticket = _lock(ticket_id, actor, "attach", at=at)
    ticket.edit()
    asset = documents.refer(Asset, asset_id, actor=actor, field="asset_id")
    assert asset is not None  # the field is required
    if asset.customer_id != ticket.customer_id:
        raise NotTheirMachine(errors={"asset_id": NotTheirMachine.sentence})
    ticket.asset, ticket.serial_no = asset, asset.serial
    entitled = queries.entitlement_of(asset.pk, at=ticket.opened_at)
    ticket.entitlement = entitled
    ticket.is_covered = queries.coverage(asset.pk, entitled)
    same, why = ticket.priority, str(_("关联设备"))
    clocks.reset(ticket, at=at, entitlement=entitled, before=same, reason=why)
    return notes.tell(ticket, actor=actor, event="attached", at=at, serial_no=asset.serial)


@documents.verb
def triage(
    ticket_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    impact: str,
    urgency: str,
    kind: str | None,
    symptom_code: str,
) -> Ticket:
    """This will say how grave a new ticket is; its priority and its clocks follow."""
    ticket = _lock(ticket_id, actor, "triage", at=at)
    require_code("symptom", symptom_code, field="symptom_code")
    ticket.triage()
    ticket.kind = kind or ticket.kind
    ticket.symptom_code = symptom_code or ticket.symptom_code
    _weigh(ticket, impact, urgency, at=at, reason=str(_("分诊")))
    return notes.tell(ticket, actor=actor, event="triaged", at=at, priority=ticket.priority)


@documents.verb
def reprioritise(
    ticket_id: UUID, *, actor: Actor, at: datetime, impact: str, urgency: str, reason: str
) -> Ticket:
    """This will weigh a ticket anew; the clocks that still run are worked out from the start."""
    ticket = _lock(ticket_id, actor, "reprioritise", at=at)
    ticket.edit()
    before = ticket.priority
    _weigh(ticket, impact, urgency, at=at, reason=reason)
    return documents.save(
        ticket,
        actor=actor,
        event="service.ticket.reprioritised",
        payload={"at": at, "before": before, "priority": ticket.priority},
        reason=reason,
    )


def _weigh(ticket: Ticket, impact: str, urgency: str, *, at: datetime, reason: str) -> None:
    before = ticket.priority
    ticket.impact, ticket.urgency = impact, urgency
    ticket.priority = queries.priority(impact, urgency)
    if ticket.priority != before:
        clocks.reset(ticket, at=at, entitlement=ticket.entitlement, before=before, reason=reason)


@documents.verb
def assign(
    ticket_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    owner_id: int,
    unit_id: UUID | None,
) -> Ticket:
    """This will let somebody answer for a ticket, at whatever step it is."""
    ticket = _lock(ticket_id, actor, "assign", at=at)
    ticket.edit()
    if ticket.state in FRESH:
        ticket.give()
    ticket.owner_id, ticket.unit_id = people.seat(owner_id, unit_id=unit_id)
    return notes.tell(ticket, actor=actor, event="assigned", at=at, owner_id=ticket.owner_id)


@documents.verb
def start(ticket_id: UUID, *, actor: Actor, at: datetime) -> Ticket:
    """This will begin the work: the customer was answered. Unpaid work needs the customer's yes."""
    ticket = _lock(ticket_id, actor, "start", at=at)
    ticket.start()
    if ticket.owner_id is None:
        raise NobodyAnswers
    if ticket.is_covered is False and ticket.agreed_at is None:
        raise NotAgreed
    clocks.stop(ticket, [Clock.Kind.RESPONSE], at=at)
    return notes.tell(ticket, actor=actor, event="started", at=at)


@documents.verb
def wait(ticket_id: UUID, *, actor: Actor, at: datetime, kind: str, note: str) -> Ticket:
    """This will let a ticket wait for the customer, for parts or for the supplier."""
    ticket = _lock(ticket_id, actor, "wait", at=at)
    notes.wait_for(ticket, kind, at=at, note=note)
    return notes.tell(ticket, actor=actor, event="paused", at=at, kind=kind)


@documents.verb
def resume(ticket_id: UUID, *, actor: Actor, at: datetime) -> Ticket:
    """This will go on after waiting; the clocks that stood still run again."""
    ticket = _lock(ticket_id, actor, "resume", at=at)
    notes.go_on(ticket, at=at)
    return notes.tell(ticket, actor=actor, event="resumed", at=at)


@documents.verb
def restore(ticket_id: UUID, *, actor: Actor, at: datetime) -> Ticket:
    """This will say that the machine runs again, though the matter is not over."""
    ticket = _lock(ticket_id, actor, "restore", at=at)
    ticket.edit()
    clocks.stop(ticket, [Clock.Kind.RESTORE], at=at)
    return notes.tell(ticket, actor=actor, event="restored", at=at)


@documents.verb
def resolve(
    ticket_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    cause_code: str,
    solution_code: str,
    resolution: str,
) -> Ticket:
    """This will say that the customer is helped, and how; every clock stops."""
    ticket = _lock(ticket_id, actor, "resolve", at=at)
    require_code("cause", cause_code, field="cause_code")
    require_code("solution", solution_code, field="solution_code")
    notes.end(ticket, at=at)
    ticket.cause_code = cause_code or ticket.cause_code
    ticket.solution_code, ticket.resolution = solution_code, resolution
    return notes.tell(ticket, actor=actor, event="resolved", at=at)


@documents.verb
def reopen(ticket_id: UUID, *, actor: Actor, at: datetime, reason: str) -> Ticket:
    """This will take up a ticket that was not helped after all, within the days that allow it."""
    ticket = _lock(ticket_id, actor, "reopen", at=at)
    take_up(ticket, at=at)
    return documents.save(
        ticket,
        actor=actor,
        event="service.ticket.reopened",
        payload={"at": at, "times": ticket.reopened},
        reason=reason,
    )


def take_up(ticket: Ticket, *, at: datetime) -> None:
    """This will reopen a held ticket; raises TooLateToReopen after its days."""
    ended_at = ticket.resolved_at
    ticket.reopen()
    assert ended_at is not None  # both states it comes from have it
    days = queries.promise(ticket.priority).reopen_days
    if at > ended_at + timedelta(days=days):
        raise TooLateToReopen(days=days)
    ticket.closes_at = None
    clocks.revive(ticket, at=at, ended_at=ended_at)


@documents.verb
def close(ticket_id: UUID, *, actor: Actor, at: datetime) -> Ticket:
    """This will end a resolved ticket for good, before it closes by itself."""
    ticket = _lock(ticket_id, actor, "close", at=at)
    ticket.close(at=at)
    return notes.tell(ticket, actor=actor, event="closed", at=at, by_itself=False)


@documents.verb
def cancel(ticket_id: UUID, *, actor: Actor, at: datetime, reason: str) -> Ticket:
    """This will drop a ticket: there was nothing to do, and its clocks count for nothing."""
    ticket = _lock(ticket_id, actor, "cancel", at=at)
    ticket.cancel(at=at)
    clocks.void(ticket, at=at)
    return documents.save(
        ticket, actor=actor, event="service.ticket.cancelled", payload={"at": at}, reason=reason
    )


def _lock(ticket_id: UUID, actor: Actor, verb: str, *, at: datetime | None = None) -> Ticket:
    ticket = documents.lock(Ticket, ticket_id, actor=actor, permission=f"service.{verb}_ticket")
    if at is not None and at < _earliest(ticket):
        raise BeforeItBegan(errors={"at": BeforeItBegan.sentence})
    return ticket


def _earliest(ticket: Ticket) -> datetime:
    """A wait that has not ended and an end itself come before whatever follows."""
    waits = ticket.pauses.filter(until_at=None).values_list("from_at", flat=True)
    return max([ticket.opened_at, *waits])
