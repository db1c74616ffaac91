"""Questions about calendars. A day outside what a calendar covers is refused, never guessed."""

from datetime import date, datetime, time, timedelta
from typing import TypeVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.errors import Refusal
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
