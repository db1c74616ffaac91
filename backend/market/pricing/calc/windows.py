"""Windows: which days a price may be fixed on, and which trade date a request belongs to.

A calendar is the collection of a market's trading days; it must reach past every day asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple


class CalendarTooShort(LookupError):
    """The calendar given ends before the window does."""


class TooLate(ValueError):
    """A request came after the cut-off and the clause refuses it instead of rolling it."""


class Late(StrEnum):
    """What a clause does with a request after the cut-off."""

    NEXT_DAY = "next_day"
    REFUSE = "refuse"


class Window(NamedTuple):
    """Both ends belong to the window."""

    first: date
    last: date
    days: tuple[date, ...]


def month(anchor: date, *, shift: int = 0) -> tuple[date, date]:
    """This will return the first and last day of the anchor's calendar month, shifted by months.

    M-1, M, M+1, M+2 of a clause are shifts -1, 0, 1, 2; the anchor (bill of lading, arrival,
    delivery, title transfer) must be named by the contract.
    """
    index = anchor.year * 12 + anchor.month - 1 + shift
    first = date(index // 12, index % 12 + 1, 1)
    after = date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return first, after - timedelta(days=1)


def month_window(anchor: date, *, shift: int, calendar: Collection[date]) -> Window:
    """This will return the trading days of the anchor's month, shifted by months."""
    first, last = month(anchor, shift=shift)
    return between(first, last, calendar=calendar)


def between(first: date, last: date, *, calendar: Collection[date]) -> Window:
    """This will return the trading days from first to last, both ends included."""
    if not calendar or max(calendar) < last:
        raise CalendarTooShort(f"the calendar ends before {last.isoformat()}")
    return Window(first, last, tuple(sorted(day for day in set(calendar) if first <= day <= last)))


def week(anchor: date, *, calendar: Collection[date]) -> Window:
    """This will return the trading days of the anchor's week, Monday to Sunday."""
    monday = anchor - timedelta(days=anchor.weekday())
    return between(monday, monday + timedelta(days=6), calendar=calendar)


def after(
    anchor: date,
    *,
    n: int,
    calendar: Collection[date],
    excluded: Iterable[date] = (),
    skip: int = 0,
    latest: date | None = None,
) -> Window:
    """This will count n trading days after the anchor, which itself does not count.

    Excluded days (delivery day, limit-up and limit-down days) push the end out. `skip` trading
    days pass before the first; `latest` caps the window, e.g. at two calendar months.
    """
    if n < 1:
        raise ValueError("a window needs at least one day")
    barred = set(excluded)
    days = [day for day in _after(anchor, calendar) if day not in barred][skip : skip + n]
    if latest is not None:
        if len(days) < n and max(calendar, default=anchor) < latest:
            raise CalendarTooShort(f"the calendar ends before {latest.isoformat()}")
        days = [day for day in days if day <= latest]
    elif len(days) < n:
        raise CalendarTooShort(f"the calendar ends before day {n} after {anchor.isoformat()}")
    if not days:
        raise ValueError("no trading day is left in the window")
    return Window(days[0], days[-1], tuple(days))


def roll(day: date, *, calendar: Collection[date], excluded: Iterable[date] = ()) -> date:
    """This will return the day itself, or the next trading day when it is none or is excluded."""
    barred = set(excluded)
    found = min((d for d in set(calendar) if d >= day and d not in barred), default=None)
    if found is None:
        raise CalendarTooShort(f"the calendar has no trading day from {day.isoformat()}")
    return found


def trade_date(
    moment: datetime, *, calendar: Collection[date], night_from: time = time(20, 55)
) -> date:
    """This will return the trading day a moment of local market time belongs to.

    The night session, from its call auction on, opens the next trading day: a Friday-night call
    carries Monday's date, and so does one after midnight on Saturday.
    """
    late = moment.time().replace(tzinfo=None) >= night_from
    return roll(moment.date() + timedelta(days=late), calendar=calendar)


def request_date(
    moment: datetime,
    *,
    calendar: Collection[date],
    cut_off: time,
    late: Late = Late.NEXT_DAY,
) -> date:
    """This will return the trading day a fixing request is for, given the clause's cut-off.

    A request at the cut-off is in time. On a day without trading it is for the next one.
    Raises TooLate when the clause refuses late requests.
    """
    day = moment.date()
    if day not in calendar or moment.time().replace(tzinfo=None) <= cut_off:
        return roll(day, calendar=calendar)
    if late is Late.REFUSE:
        raise TooLate(f"after {cut_off.isoformat(timespec='minutes')}")
    return roll(day + timedelta(days=1), calendar=calendar)


def _after(anchor: date, calendar: Collection[date]) -> Sequence[date]:
    return sorted(day for day in set(calendar) if day > anchor)
