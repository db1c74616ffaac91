"""The time of a promise: which hours count, what waiting takes out, when it is over.

A clock starts at a moment and has so many seconds on a calendar. Spans in which the ticket
waited for somebody else, where the promise says so, do not count: they lie end to end, never
over one another, and only the last may still be open.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Protocol

from backend.market.calendar import calc as working

ALARM = 80
"""Per cent of the time after which somebody is warned."""
AFTER = timedelta(hours=1)
"""How long after a broken promise it is told once more, louder."""
RESOLVED = "resolved"
YEARS = 3
MONTH = timedelta(days=31)


@dataclass(frozen=True)
class Span:
    """A time that does not count; open while it has no end."""

    start: datetime
    end: datetime | None = None


class Hours(Protocol):
    """Which hours count."""

    def after(self, start: datetime, seconds: int) -> datetime:
        """This will give the moment when so many counting seconds have passed."""

    def between(self, start: datetime, end: datetime) -> int:
        """This will count the seconds between two moments; none when reversed."""


class Always:
    """Day and night, every day."""

    def after(self, start: datetime, seconds: int) -> datetime:
        """This will add plain seconds."""
        return start + timedelta(seconds=seconds)

    def between(self, start: datetime, end: datetime) -> int:
        """This will count plain seconds."""
        return max(0, int((end - start).total_seconds()))


ALWAYS = Always()


@dataclass(frozen=True)
class Business:
    """While people work: the opening hours of the open days, in one place on earth."""

    open_days: Callable[[date, date], Sequence[date]]
    hours: tuple[working.Span, ...]
    zone: tzinfo

    def after(self, start: datetime, seconds: int) -> datetime:
        """This will count opening hours on; what ends with the day is due when work ends."""
        local = start.astimezone(self.zone)
        found = working.after_hours(local, seconds, days=self._from(local.date()), hours=self.hours)
        return found.astimezone(UTC)

    def between(self, start: datetime, end: datetime) -> int:
        """This will count the opening hours between two moments."""
        if end <= start:
            return 0
        first, last = start.astimezone(self.zone), end.astimezone(self.zone)
        days = self.open_days(first.date(), last.date())
        return working.seconds_between(first, last, days=days, hours=self.hours)

    def _from(self, first: date) -> Iterable[date]:
        for month in range(12 * YEARS):
            start = first + month * MONTH
            yield from self.open_days(start, start + MONTH - timedelta(days=1))


def target(start: datetime, seconds: int, *, hours: Hours, pauses: Iterable[Span] = ()) -> datetime:
    """This will give the moment a promise is due, the spans that do not count taken out.

    While the last span is open it is the moment it would be due if the clock went on at once
    from where it stopped. A promise that ran out before a span is due before it.
    """
    here, left = start, seconds
    for span in pauses:
        run = hours.between(here, span.start)
        if run >= left:
            break
        left -= run
        here = max(here, span.start if span.end is None else span.end)
    return hours.after(here, left)


def alarm(start: datetime, seconds: int, *, hours: Hours, pauses: Iterable[Span] = ()) -> datetime:
    """This will give the moment at which most of the time is gone."""
    return target(start, max(1, seconds * ALARM // 100), hours=hours, pauses=pauses)


def spent(start: datetime, until: datetime, *, hours: Hours, pauses: Iterable[Span] = ()) -> int:
    """This will count the seconds of a promise that are gone at a moment."""
    gone = hours.between(start, until)
    return max(0, gone - waited(start, until, hours=hours, pauses=pauses))


def waited(start: datetime, until: datetime, *, hours: Hours, pauses: Iterable[Span] = ()) -> int:
    """This will count the counting seconds that waiting took out of a promise by a moment."""
    return sum(
        hours.between(max(start, span.start), min(until, span.end or until)) for span in pauses
    )


def share(gone: int, seconds: int) -> int:
    """This will give how much of a promise is gone, in per cent, rounded down."""
    return gone * 100 // seconds


def believed(at: datetime, *, start: datetime, received: datetime) -> datetime:
    """This will give the moment to write down for what a device says happened.

    A phone without network tells of the past and is believed. One whose time runs ahead tells
    of the future: it happened when we heard of it. Nothing is answered before it was asked.
    """
    return max(start, min(at, received))


def counted(
    waits: Iterable[tuple[str, datetime, datetime | None]], *, pauses_on: Iterable[str]
) -> list[Span]:
    """This will give the waits that a promise excuses; between an end and a reopening always."""
    kinds = {*pauses_on, RESOLVED}
    return [Span(start, end) for kind, start, end in waits if kind in kinds]
