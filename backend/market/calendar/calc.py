"""Sums of working hours on plain values: the opening hours and the open days are arguments."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import pairwise

Span = tuple[time, time]


def hours_of(text: str) -> tuple[Span, ...]:
    """This will read opening hours such as `09:00-12:00,13:30-18:00`.

    Raises ValueError for hours that run backwards or into one another.
    """
    spans = []
    for part in text.split(","):
        opens, _, closes = part.strip().partition("-")
        spans.append((time.fromisoformat(opens), time.fromisoformat(closes)))
    edges = [edge for span in spans for edge in span]
    if any(one >= two for one, two in pairwise(edges)):
        raise ValueError(f"working hours must follow one another: {text}")
    return tuple(spans)


def after_hours(
    start: datetime, seconds: int, *, days: Iterable[date], hours: Iterable[Span]
) -> datetime:
    """This will give the moment when so many working seconds have passed since a local moment.

    `days` are the open days from the day of the start on, in order. Work that ends with the day
    is due at closing time, never at the opening of the next. Raises ValueError when the days run
    out.
    """
    left = seconds
    for opens, closes in _spans(days, hours, start):
        begin = max(opens, start)
        if begin >= closes:
            continue
        length = _seconds(begin, closes)
        if left <= length:
            return begin + (closes - begin) * left / length
        left -= length
    raise ValueError("the open days run out before the work is done")


def after_days(
    start: datetime, count: int, *, days: Iterable[date], hours: Iterable[Span]
) -> datetime:
    """This will give the closing time of the n-th open day after the day of a local moment.

    Raises ValueError when the days run out.
    """
    last = max(closes for _, closes in hours)
    later = (day for day in days if day > start.date())
    for number, day in enumerate(later, 1):
        if number == count:
            return datetime.combine(day, last, tzinfo=start.tzinfo)
    raise ValueError("the open days run out before the work is done")


def seconds_between(
    start: datetime, end: datetime, *, days: Iterable[date], hours: Iterable[Span]
) -> int:
    """This will count the working seconds between two local moments, none when they are reversed.

    `days` are the open days from the day of the start to the day of the end.
    """
    return sum(
        max(0, _seconds(max(opens, start), min(closes, end)))
        for opens, closes in _spans(days, hours, start)
    )


def _spans(
    days: Iterable[date], hours: Iterable[Span], start: datetime
) -> Iterator[tuple[datetime, datetime]]:
    spans = list(hours)
    for day in days:
        for opens, closes in spans:
            yield (
                datetime.combine(day, opens, tzinfo=start.tzinfo),
                datetime.combine(day, closes, tzinfo=start.tzinfo),
            )


def _seconds(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds())
