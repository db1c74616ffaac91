"""What is said to a ticket: one body a verb."""

from typing import Annotated, Literal

from pydantic import Field

from backend.core import types
from backend.service.ticket.models import Clock, FaultCode, Level, Priority, Ticket

Phone = types.text(32)
Minutes = types.count(1, 525_600)
Waits = Literal["waiting_customer", "waiting_parts", "waiting_supplier"]


class TicketIn(types.In):
    """A customer's matter as somebody heard it; the machine says whose it is."""

    id: types.Id | None = None
    at: types.Moment
    customer_id: types.Id | None = None
    asset_id: types.Id | None = None
    contract_id: types.Id | None = None
    contact_name: types.text(64) = ""
    contact_phone: Phone = ""
    channel: types.one_of(Ticket.Channel) = Ticket.Channel.PHONE.value
    kind: types.one_of(Ticket.Kind) = Ticket.Kind.FAULT.value
    impact: types.one_of(Level) = Level.MEDIUM.value
    urgency: types.one_of(Level) = Level.MEDIUM.value
    symptom_code: types.text(32) = ""
    summary: types.Name
    description: types.Note = ""


class TicketPatch(types.In):
    """What is known of a ticket; absent fields stay."""

    contact_name: types.text(64) = ""
    contact_phone: Phone = ""
    kind: types.one_of(Ticket.Kind) = Ticket.Kind.FAULT.value
    symptom_code: types.text(32) = ""
    cause_code: types.text(32) = ""
    summary: types.Name = ""
    description: types.Note = ""


class TicketAt(types.In):
    """When it happened."""

    at: types.Moment


class TicketTriage(types.In):
    """How grave it is."""

    at: types.Moment
    impact: types.one_of(Level)
    urgency: types.one_of(Level)
    kind: types.one_of(Ticket.Kind) | None = None
    symptom_code: types.text(32) = ""


class TicketReprioritise(types.In):
    """How grave it is after all, and why."""

    at: types.Moment
    impact: types.one_of(Level)
    urgency: types.one_of(Level)
    reason: types.Reason


class TicketAttach(types.In):
    """Which machine it is about."""

    at: types.Moment
    asset_id: types.Id


class TicketAssign(types.In):
    """Who answers for it."""

    at: types.Moment
    owner_id: types.count(1, 2_147_483_647)
    unit_id: types.Id | None = None


class TicketWait(types.In):
    """Whom it waits for."""

    at: types.Moment
    kind: Waits
    note: types.text(500) = ""


class TicketResolve(types.In):
    """What the cause was and what was done."""

    at: types.Moment
    cause_code: types.text(32) = ""
    solution_code: types.text(32, minimum=1)
    resolution: types.text(2000, minimum=2)


class TicketBecause(types.In):
    """When and why."""

    at: types.Moment
    reason: types.Reason


class TicketWaive(types.In):
    """Why the house pays."""

    reason: types.Reason


class TicketMerge(types.In):
    """Into which ticket, and why."""

    at: types.Moment
    into_id: types.Id
    reason: types.text(500) = ""


class TicketComment(types.In):
    """A remark among us, or one the customer reads."""

    at: types.Moment
    audience: Literal["internal", "customer"]
    text: types.text(2000, minimum=1)


class TicketEstimate(types.In):
    """What the customer would pay."""

    at: types.Moment
    amount: types.PositiveMoney
    note: types.text(500) = ""


class TicketAgree(types.In):
    """Who accepted for the customer."""

    at: types.Moment
    name: types.text(64, minimum=1)


class TicketMail(types.In):
    """A mail as the mail server hands it on."""

    at: types.Moment
    message_id: types.text(180, minimum=3)
    sender: types.matching(r"^[^@\s]{1,64}@[^@\s]{3,120}$", maximum=190)
    subject: types.text(200) = ""
    text: types.Note = ""


class PriorityRuleIn(types.In):
    """One cell of the matrix."""

    id: types.Id | None = None
    impact: types.one_of(Level)
    urgency: types.one_of(Level)
    priority: types.one_of(Priority)


class PriorityRulePatch(types.In):
    """Another priority for the cell."""

    priority: types.one_of(Priority) = Priority.P3.value


class SlaPolicyPatch(types.In):
    """What is promised; absent fields stay."""

    calendar: types.one_of(Clock.Calendar) = Clock.Calendar.BUSINESS.value
    response_minutes: Minutes = 240
    on_site_minutes: Minutes | None = None
    restore_minutes: Minutes | None = None
    resolve_minutes: Minutes = 2400
    pauses_on: Annotated[list[Waits], Field(max_length=4)] = []
    reopen_days: types.count(0, 365) = 14
    close_days: types.count(1, 60) = 3


class SlaPolicyIn(SlaPolicyPatch):
    """What is promised at a priority."""

    id: types.Id | None = None
    priority: types.one_of(Priority)


class FaultCodeIn(types.In):
    """A word for a symptom, a cause or a solution."""

    id: types.Id | None = None
    kind: types.one_of(FaultCode.Kind)
    code: types.matching(r"^[a-z0-9_]{1,32}$", maximum=32)
    name: types.text(64, minimum=1)
    name_en: types.text(64) = ""
    product_id: types.Id | None = None
    position: types.count(0, 9999) = 0
    is_active: types.Flag = True


class FaultCodePatch(types.In):
    """Other words for a code, or its retirement."""

    name: types.text(64, minimum=1) = "-"
    name_en: types.text(64) = ""
    product_id: types.Id | None = None
    position: types.count(0, 9999) = 0
    is_active: types.Flag = True


class LabelReport(types.In):
    """What somebody beside a machine says; `website` is left empty by people."""

    symptom_code: types.text(32, minimum=1)
    is_down: types.Flag = False
    text: types.text(1000) = ""
    contact_name: types.text(64) = ""
    contact_phone: Phone = ""
    once: types.matching(r"^[A-Za-z0-9_-]{8,32}$")
    website: types.Line = ""


class LinkWords(types.In):
    """What the customer writes."""

    text: types.text(1000, minimum=1)


class LinkAgain(types.In):
    """What is still wrong."""

    reason: types.text(500, minimum=2)


class LinkAnswer(types.In):
    """Who says yes or no to the cost."""

    name: types.text(64, minimum=1)
