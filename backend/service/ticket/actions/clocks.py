"""Winding, stopping and setting the clocks of a ticket; its verbs call these while it is locked."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from backend.service.asset.models import Entitlement
from backend.service.ticket import calc, queries
from backend.service.ticket.models import Clock, ClockChange, Pause, Ticket

WARN, BREACH, ESCALATE, SILENT = range(4)
"""What is told next of a running clock."""


def wind(ticket: Ticket, *, at: datetime, entitlement: Entitlement | None) -> list[Clock]:
    """This will make the clocks of a new ticket; they are written once the ticket is."""
    promised = queries.owed(queries.promise(ticket.priority), entitlement)
    clocks = [_make(ticket, kind, owed, at=at) for kind, owed in promised.items()]
    for clock in clocks:
        _set(clock, [], at=at)
    show(ticket, clocks)
    return clocks


def _make(ticket: Ticket, kind: str, owed: calc.Owed, *, at: datetime) -> Clock:
    return Clock(
        ticket=ticket,
        kind=kind,
        calendar=owed.calendar,
        pauses_on=list(owed.pauses_on),
        is_entitled=owed.is_entitled,
        seconds=owed.seconds,
        started_at=at,
    )


def pause(ticket: Ticket, kind: str, *, at: datetime, note: str = "") -> None:
    """This will let the clocks that such waiting stops stand still from a moment on."""
    waits = queries.pauses(ticket)
    waits.append(Pause.objects.create(ticket=ticket, kind=kind, from_at=at, note=note))
    for clock in running(ticket):
        if kind in clock.pauses_on:
            clock.paused_at = max(at, clock.started_at)
        _set(clock, waits, at=at)
        clock.save()
    show(ticket)


def go_on(ticket: Ticket, *, at: datetime) -> None:
    """This will let the clocks run again from a moment on."""
    _end_pause(ticket, at=at)
    waits = queries.pauses(ticket)
    for clock in running(ticket):
        clock.paused_at = None
        _set(clock, waits, at=at)
        clock.save()
    show(ticket)


def stop(ticket: Ticket, kinds: Iterable[str], *, at: datetime) -> None:
    """This will stop clocks for good: what they stand for was done at that moment."""
    waits = queries.pauses(ticket)
    for clock in running(ticket):
        if clock.kind in kinds:
            _stop(clock, waits, at=at)
    show(ticket)


def _stop(clock: Clock, waits: Sequence[Pause], *, at: datetime) -> None:
    clock.stopped_at = max(at, clock.started_at)
    clock.paused_at = None
    _set(clock, waits, at=clock.stopped_at)
    clock.save()


def finish(ticket: Ticket, *, at: datetime) -> None:
    """This will stop every clock at the end, and remember that time until a reopening is free."""
    _end_pause(ticket, at=at)
    stop(ticket, [kind.value for kind in Clock.Kind], at=at)
    Pause.objects.create(ticket=ticket, kind=Pause.Kind.RESOLVED, from_at=at)


def revive(ticket: Ticket, *, at: datetime, ended_at: datetime) -> None:
    """This will let run on what the end had stopped: the time in between was nobody's."""
    _end_pause(ticket, at=at)
    waits = queries.pauses(ticket)
    again = {Clock.Kind.RESTORE.value, Clock.Kind.RESOLVE.value}
    for clock in ticket.clocks.filter(kind__in=again, is_void=False, stopped_at__gte=ended_at):
        clock.stopped_at = None
        _set(clock, waits, at=at)
        clock.save()
    show(ticket)


def void(ticket: Ticket, *, at: datetime) -> None:
    """This will end the clocks of a dropped or merged ticket: they count for nothing."""
    _end_pause(ticket, at=at)
    for clock in running(ticket):
        clock.is_void = True
        _stop(clock, [], at=at)
    show(ticket)


def reset(
    ticket: Ticket,
    *,
    at: datetime,
    entitlement: Entitlement | None,
    before: str,
    reason: str,
) -> None:
    """This will work every running clock out anew after another priority, and keep the old."""
    owed = queries.owed(queries.promise(ticket.priority), entitlement)
    waits, known = queries.pauses(ticket), {clock.kind: clock for clock in ticket.clocks.all()}
    for kind, due in owed.items():
        clock = known.get(kind) or _make(ticket, kind, due, at=ticket.opened_at)
        if clock.stopped_at is None or clock.is_void:
            _reset(clock, due, waits, at=at, priorities=(before, ticket.priority), reason=reason)
    for clock in running(ticket):
        if clock.kind not in owed:
            clock.is_void = True
            _stop(clock, waits, at=at)
    show(ticket)


def _reset(
    clock: Clock,
    owed: calc.Owed,
    waits: Sequence[Pause],
    *,
    at: datetime,
    priorities: tuple[str, str],
    reason: str,
) -> None:
    is_new = clock._state.adding
    old = (clock.seconds, None if is_new else clock.target_at)
    clock.seconds, clock.calendar = owed.seconds, owed.calendar
    clock.pauses_on, clock.is_entitled = list(owed.pauses_on), owed.is_entitled
    clock.is_void, clock.stopped_at = False, None
    waiting = next((one for one in waits if one.until_at is None), None)
    stands = waiting is not None and waiting.kind in clock.pauses_on
    clock.paused_at = max(waiting.from_at, clock.started_at) if stands and waiting else None
    _set(clock, waits, at=at)
    clock.save()
    if old != (clock.seconds, clock.target_at):
        ClockChange.objects.create(
            clock=clock,
            at=at,
            priority_before=priorities[0],
            priority_after=priorities[1],
            seconds_before=old[0],
            seconds_after=clock.seconds,
            target_before=old[1] or clock.target_at,
            target_after=clock.target_at,
            reason=reason,
        )


def running(ticket: Ticket) -> list[Clock]:
    """This will read the clocks that have not stopped."""
    return list(ticket.clocks.filter(stopped_at=None).order_by("pk"))


def _end_pause(ticket: Ticket, *, at: datetime) -> None:
    for one in ticket.pauses.filter(until_at=None):
        one.until_at = max(at, one.from_at)
        one.save()


def _set(clock: Clock, waits: Sequence[Pause], *, at: datetime) -> None:
    """Work out when it is due, whether it is late, and what is told of it next."""
    hours, spans = queries.hours(clock.calendar), queries.spans(waits, clock)
    if clock.stopped_at is not None:
        spans = [calc.Span(one.start, one.end or clock.stopped_at) for one in spans]
    clock.target_at = calc.target(clock.started_at, clock.seconds, hours=hours, pauses=spans)
    clock.alarm_at = calc.alarm(clock.started_at, clock.seconds, hours=hours, pauses=spans)
    clock.paused_seconds = calc.waited(clock.started_at, at, hours=hours, pauses=spans)
    clock.is_late = not clock.is_void and (clock.paused_at or at) > clock.target_at
    if not clock.is_late:
        clock.told = WARN if at < clock.alarm_at else min(clock.told, BREACH)
    clock.told_next_at = next_telling(clock)


def next_telling(clock: Clock) -> datetime | None:
    """This will give the moment at which something is told of a clock next."""
    if clock.stopped_at is not None or clock.paused_at is not None or clock.told == SILENT:
        return None
    moments = (clock.alarm_at, clock.target_at, clock.target_at + calc.AFTER)
    return moments[clock.told]


def show(ticket: Ticket, clocks: Sequence[Clock] | None = None) -> None:
    """This will put on the ticket what its list shows: what is due next, and how it stands."""
    known = list(ticket.clocks.all()) if clocks is None else list(clocks)
    counted = [clock for clock in known if not clock.is_void] or known
    ticket.is_late = any(clock.is_late for clock in counted)
    live = [clock for clock in counted if clock.stopped_at is None]
    moving = [clock for clock in live if clock.paused_at is None]
    ticket.is_paused = bool(live) and not moving
    last = [clock for clock in counted if clock.kind == Clock.Kind.RESOLVE]
    nearest = min(moving or live or last or counted, key=lambda clock: clock.target_at)
    ticket.due_at, ticket.due_kind = nearest.target_at, nearest.kind
