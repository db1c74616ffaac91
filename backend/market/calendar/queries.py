"""Questions about calendars. A day outside what a calendar covers is refused, never guessed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.errors import Refusal
from backend.market.calendar import calc
from backend.market.calendar.models import TradingDay

# Exchanges whose trading day begins on the evening before (rulebook a.5).
NIGHTS = frozenset({"SHFE", "INE"})
NIGHT_FROM = time(20, 55)  # its call auction
WEEKS = timedelta(days=31)
T = TypeVar("T")


class CalendarMissing(Refusal):
    """Nobody has filled the calendar for these days."""

    sentence = _("交易日历 {code} 未覆盖 {first} 至 {last}，请先补充日历。")


def days(code: str, start: date, end: date) -> list[TradingDay]:
    """This will give every day of a calendar from start to end, both included, in order.

    Raises CalendarMissing when one of them is not on file.
    """
    rows = TradingDay.objects.filter(code=code, day__range=(start, end)).order_by("day")
    return _all(list(rows), code, start, end)


def trading_days(code: str, start: date, end: date) -> list[date]:
    """This will list the open days of a calendar from start to end, both included.

    Raises CalendarMissing when the calendar does not cover the span.
    """
    return [day for day, is_open in _span(code, start, end) if is_open]


def _span(code: str, start: date, end: date) -> list[tuple[date, bool]]:
    """The days as plain values: averages read hundreds of them."""
    rows = TradingDay.objects.filter(code=code, day__range=(start, end)).order_by("day")
    return _all(list(rows.values_list("day", "is_open")), code, start, end)


def _all(found: list[T], code: str, start: date, end: date) -> list[T]:
    if len(found) != max((end - start).days + 1, 0):
        raise CalendarMissing(code=code, first=start, last=end)
    return found


def is_open(code: str, day: date) -> bool:
    """This will tell whether a market is open, or China works, on a day."""
    return days(code, day, day)[0].is_open


def closed_on(code: str, start: date, end: date) -> set[date]:
    """This will give the days known to be closed; a day not on file is not among them."""
    rows = TradingDay.objects.filter(code=code, day__range=(start, end), is_open=False)
    return set(rows.values_list("day", flat=True))


def next_open(code: str, day: date) -> date:
    """This will give the first open day after a day."""
    return _first(code, day + timedelta(days=1), "day")


def previous_open(code: str, day: date) -> date:
    """This will give the last open day before a day."""
    return _first(code, day - timedelta(days=1), "-day")


def _first(code: str, start: date, order: str) -> date:
    """Look a month around a day; longer closures do not exist, gaps in the table do."""
    ahead = order == "day"
    first, last = (start, start + WEEKS) if ahead else (start - WEEKS, start)
    rows = TradingDay.objects.filter(code=code, day__range=(first, last)).order_by(order)
    expected = start
    for row in rows:
        if row.day != expected:
            break
        if row.is_open:
            return row.day
        expected += timedelta(days=1 if ahead else -1)
    raise CalendarMissing(code=code, first=first, last=last)


def shift(code: str, day: date, *, by: int) -> date:
    """This will give the n-th open day after a day, or before it when n is negative."""
    for _n in range(abs(by)):
        day = next_open(code, day) if by > 0 else previous_open(code, day)
    return day


def trade_date(code: str, moment: datetime) -> date:
    """This will give the trading day a moment belongs to.

    The night session of SHFE and INE opens the next trading day: a call on Friday night carries
    Monday's date (rulebook a.5).
    """
    local = timezone.localtime(moment)
    late = code in NIGHTS and local.time() >= NIGHT_FROM
    day = local.date() + timedelta(days=late)
    return day if is_open(code, day) else next_open(code, day)


def has_night(code: str, day: date) -> bool:
    """This will tell whether a night session opens on the evening of a day.

    There is none on a closed day and none on the eve of a public holiday, whose days off lie
    before the next trading day.
    """
    if code not in NIGHTS or not is_open(code, day):
        return False
    between = days(code, day + timedelta(days=1), next_open(code, day))[:-1]
    return all(row.kind == TradingDay.Kind.WEEKEND for row in between)


def work_deadline(start: datetime, *, hours: int = 0, days: int = 0, code: str = "CN") -> datetime:
    """This will give the moment by which so many working hours, or working days, have passed.

    Hours count only while people work; a start outside them counts from the next opening. Days
    end when work ends: one day from Friday night is the close of Monday. With both, the days
    count from where the hours end. Days not on file yet, as those of a year whose holidays are
    not announced, count by weekday: a deadline must not fail for them.
    """
    if hours < 0 or days < 0:
        raise ValueError("a deadline lies ahead")
    local, open_hours = timezone.localtime(start), work_hours()
    if hours or not days:
        found = _work_days(code, local.date())
        local = calc.after_hours(local, hours * 3600, days=found, hours=open_hours)
    if days:
        found = _work_days(code, local.date())
        local = calc.after_days(local, days, days=found, hours=open_hours)
    return local.astimezone(UTC)


def work_seconds_between(start: datetime, end: datetime, *, code: str = "CN") -> int:
    """This will count the seconds of working time between two moments; none when reversed."""
    if end <= start:
        return 0
    first, last = timezone.localtime(start), timezone.localtime(end)
    days = _open_between(code, first.date(), last.date())
    return calc.seconds_between(first, last, days=days, hours=work_hours())


def working_days(first: date, last: date, *, code: str = "CN") -> list[date]:
    """This will list the days on which people work, both ends included, by weekday if unknown."""
    return _open_between(code, first, last)


def work_hours() -> tuple[calc.Span, ...]:
    """This will give the hours in which people work, by the setting WORK_HOURS."""
    return _hours(settings.WORK_HOURS)


@lru_cache(maxsize=16)
def _hours(text: str) -> tuple[calc.Span, ...]:
    return calc.hours_of(text)


def _work_days(code: str, first: date) -> Iterator[date]:
    """The open days from a day on, read a month at a time, for three years at most."""
    for month in range(36):
        start = first + month * WEEKS
        yield from _open_between(code, start, start + WEEKS - timedelta(days=1))


def _open_between(code: str, first: date, last: date) -> list[date]:
    rows = TradingDay.objects.filter(code=code, day__range=(first, last))
    known = dict(rows.values_list("day", "is_open"))
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in span if known.get(day, day.weekday() < 5)]
