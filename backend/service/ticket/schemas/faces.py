"""A ticket as machines see it."""

from typing import Any, Literal
from uuid import UUID

from django.db.models import Q, QuerySet

from backend.core import context, types
from backend.core.http.doors import Filters
from backend.service.ticket import queries
from backend.service.ticket.flow import OPEN, State
from backend.service.ticket.models import Priority, Ticket

Person: Any = types.count(1, 2_147_483_647)


class TicketRow(types.Out):
    """A ticket in a list; `due_at` is what is promised next."""

    id: UUID
    no: str
    state: str
    priority: str
    kind: str
    channel: str
    summary: str
    customer_id: UUID
    customer_name: str
    asset_id: UUID | None
    serial_no: str
    product_name: str | None
    is_covered: bool | None
    opened_at: types.Moment
    due_at: types.Moment
    due_kind: str
    is_paused: bool
    is_late: bool
    resolved_at: types.Moment | None
    symptom_code: str
    owner_id: int | None
    owner_name: str | None
    unit_id: UUID | None
    merged_into_id: UUID | None
    version: int
    created_at: types.Moment


class TicketClockChange(types.Out):
    """One time a promise was worked out anew."""

    at: types.Moment
    priority_before: str
    priority_after: str
    seconds_before: int
    seconds_after: int
    target_before: types.Moment
    target_after: types.Moment
    reason: str


class TicketClock(types.Out):
    """A promise and how it stands now, in seconds of its calendar."""

    kind: str
    calendar: str
    is_entitled: bool
    pauses_on: list[str]
    seconds: int
    gone: int
    left: int
    share: int
    colour: str
    started_at: types.Moment
    target_at: types.Moment
    alarm_at: types.Moment
    paused_at: types.Moment | None
    paused_seconds: int
    stopped_at: types.Moment | None
    is_late: bool
    is_void: bool
    history: list[TicketClockChange]


class TicketPause(types.Out):
    """A span in which it waited."""

    kind: str
    from_at: types.Moment
    until_at: types.Moment | None
    note: str


class TicketRemark(types.Out):
    """Something that was said."""

    id: UUID
    audience: str
    at: types.Moment
    author: str
    contact_phone: str | None
    text: str


class TicketChild(types.Out):
    """A ticket merged into this one."""

    id: UUID
    no: str
    summary: str
    opened_at: types.Moment


class TicketEntitlement(types.Out):
    """What is promised for the machine, and what it covers."""

    id: UUID
    kind: str
    starts_on: types.Day
    ends_on: types.Day
    covers_labour: bool
    covers_parts: bool
    covers_travel: bool
    visits_left: int | None


class TicketOut(TicketRow):
    """A ticket in full."""

    contract_id: UUID | None
    contact_name: str
    contact_phone: str | None
    impact: str
    urgency: str
    entitlement: TicketEntitlement | None
    cause_code: str
    solution_code: str
    description: str
    resolution: str
    closes_at: types.Moment | None
    closed_at: types.Moment | None
    reopened: int
    estimate: types.Money | None
    estimate_note: str
    estimated_at: types.Moment | None
    agreed_at: types.Moment | None
    agreed_by: str
    refused_at: types.Moment | None
    clocks: list[TicketClock]
    pauses: list[TicketPause]
    comments: list[TicketRemark]
    children: list[TicketChild]
    updated_at: types.Moment

    @staticmethod
    def resolve_customer_name(ticket: Any) -> str:
        """This will name the customer."""
        return str(ticket.customer.name)

    @staticmethod
    def resolve_product_name(ticket: Any) -> str | None:
        """This will name the model of the machine."""
        return str(ticket.asset.product.name) if ticket.asset else None

    @staticmethod
    def resolve_owner_name(ticket: Any) -> str | None:
        """This will name who answers for it."""
        return str(ticket.owner) if ticket.owner else None

    @staticmethod
    def resolve_clocks(ticket: Any) -> list[dict[str, Any]]:
        """This will tell how every promise stands now."""
        return [_clock(one) for one in queries.lights(ticket, at=context.now())]

    @staticmethod
    def resolve_pauses(ticket: Any) -> Any:
        """This will read when it waited."""
        return queries.pauses(ticket)

    @staticmethod
    def resolve_comments(ticket: Any) -> Any:
        """This will read what was said, on the merged ones too, oldest first."""
        return queries.remarks(ticket)

    @staticmethod
    def resolve_children(ticket: Any) -> Any:
        """This will read the tickets merged into it."""
        return list(ticket.children.order_by("opened_at", "id"))


def _clock(one: queries.Light) -> dict[str, Any]:
    names = [name for name in TicketClock.model_fields if hasattr(one.clock, name)]
    facts = {name: getattr(one.clock, name) for name in names if name != "history"}
    figures = {"gone": one.gone, "left": one.left, "share": one.share, "colour": one.colour}
    return {**facts, **figures, "history": list(one.clock.history.order_by("at", "id"))}


class TicketFilters(Filters):
    """What tickets can be filtered by; `sla` gives only what is still open."""

    state: types.one_of(State) | None = None
    is_open: types.Flag | None = None
    priority: types.one_of(Priority) | None = None
    sla: Literal["late", "soon", "fine", "paused"] | None = None
    kind: types.one_of(Ticket.Kind) | None = None
    channel: types.one_of(Ticket.Channel) | None = None
    owner_id: Person | None = None
    is_assigned: types.Flag | None = None
    is_covered: types.Flag | None = None
    customer_id: types.Id | None = None
    asset_id: types.Id | None = None
    symptom_code: types.text(32) | None = None
    opened_from: types.Moment | None = None
    opened_until: types.Moment | None = None


def is_open(still: bool) -> Q:
    """This will give what somebody still has to do something about, or the rest."""
    live = Q(state__in=[state.value for state in OPEN])
    return live if still else ~live


def sla(word: str) -> Q:
    """This will compile how a ticket stands to its next promise, by the moment now."""
    return queries.standing(word, now=context.now())


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related(
        "customer", "asset__product", "owner", "entitlement"
    ).prefetch_related("clocks__history")


def is_assigned(named: bool) -> Q:
    """This will give the tickets that somebody answers for, or those nobody took."""
    return Q(owner__isnull=not named)


class TicketLinksOut(types.Out):
    """Paths for the customer; the second one only where there is an estimate."""

    follow: str
    estimate: str | None


class TicketWord(types.Out):
    """A code and what it means."""

    code: str
    name: str


class TicketWordsOut(types.Out):
    """The codes a ticket may carry."""

    symptom: list[TicketWord]
    cause: list[TicketWord]
    solution: list[TicketWord]
