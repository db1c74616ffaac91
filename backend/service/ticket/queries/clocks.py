"""How a ticket's clocks stand at a moment, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from backend.service.ticket import calc
from backend.service.ticket.models import Clock, Pause, Ticket
from backend.service.ticket.queries import rules


def spans(pauses: Sequence[Pause], clock: Clock) -> list[calc.Span]:
    """This will give the times that do not count for a clock, in their order."""
    waits = [(one.kind, one.from_at, one.until_at) for one in pauses]
    return calc.counted(waits, pauses_on=clock.pauses_on)


def pauses(ticket: Ticket) -> list[Pause]:
    """This will read when a ticket waited, in order."""
    return list(ticket.pauses.order_by("from_at", "id"))


@dataclass(frozen=True)
class Light:
    """A clock at a moment: seconds gone and left, and its colour."""

    clock: Clock
    gone: int
    left: int
    share: int
    colour: str


def light(clock: Clock, waits: Sequence[Pause], *, at: datetime) -> Light:
    """This will tell how a clock stands: green, amber from the alarm on, red, grey at rest."""
    until = clock.stopped_at or at
    gone = calc.spent(
        clock.started_at, until, hours=rules.hours(clock.calendar), pauses=spans(waits, clock)
    )
    share = calc.share(gone, clock.seconds)
    return Light(clock, gone, clock.seconds - gone, share, colour(clock, share, at=at))


def colour(clock: Clock, share: int, *, at: datetime) -> str:
    """This will give the colour of a clock."""
    if clock.is_void:
        return "grey"
    if clock.is_late or (clock.stopped_at is None and not clock.paused_at and at > clock.target_at):
        return "red"
    if clock.stopped_at is not None:
        return "green"
    if clock.paused_at is not None:
        return "grey"
    return "amber" if share >= calc.ALARM else "green"


def lights(ticket: Ticket, *, at: datetime) -> list[Light]:
    """This will tell how every clock of a ticket stands, in the order of the promises."""
    waits = pauses(ticket)
    order = [kind.value for kind in Clock.Kind]
    clocks = sorted(ticket.clocks.all(), key=lambda clock: order.index(clock.kind))
    return [light(clock, waits, at=at) for clock in clocks]
