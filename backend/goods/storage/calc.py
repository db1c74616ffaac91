"""Days of storage on plain values; what a day costs is `market.pricing.calc.storage`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

DAY = timedelta(days=1)
SATURDAY = 5


class Stay(NamedTuple):
    """Tonnes that lay there unchanged from a day until another, which does not count."""

    first_on: date
    until_on: date
    weight: Decimal


def stays(moves: Iterable[tuple[date, Decimal]], *, first_on: date, until_on: date) -> list[Stay]:
    """This will turn movements by day, oldest first, into stays within a period.

    What lies there when a day ends is kept that day: the day of arrival counts, that of leaving
    does not, and when goods change hands on a day only one of the two has it.
    """
    found: list[Stay] = []
    there, since = Decimal("0.000"), first_on
    for day, change in [*moves, (until_on, Decimal(0))]:
        here = min(max(day, first_on), until_on)
        if here > since and there:
            found.append(Stay(since, here, there))
        since, there = max(since, here), there + change
    return _joined(found)


def cut(stay: Stay, *, valid: Sequence[tuple[date, date | None]]) -> list[tuple[int, Stay]]:
    """This will part a stay by the times in which rates are valid (both days included)."""
    found = []
    for index, (begins, ends) in enumerate(valid):
        first = max(stay.first_on, begins)
        until = stay.until_on if ends is None else min(stay.until_on, ends + DAY)
        if first < until:
            found.append((index, Stay(first, until, stay.weight)))
    return found


def free_left(arrived_on: date, *, free_days: int, on: date) -> int:
    """This will count the free days that are left of a lot on a day."""
    return max((arrived_on + timedelta(days=free_days) - on).days, 0)


def weekends(first_on: date, *, until_on: date) -> set[date]:
    """This will list the Saturdays and Sundays from a day until another."""
    days = (first_on + timedelta(days=n) for n in range((until_on - first_on).days))
    return {day for day in days if day.weekday() >= SATURDAY}


def month_end(first_on: date) -> date:
    """This will give the first day of the month after."""
    return (first_on + timedelta(days=31)).replace(day=1)


def _joined(found: Sequence[Stay]) -> list[Stay]:
    joined: list[Stay] = []
    for stay in found:
        last = joined[-1] if joined else None
        if last and (last.until_on, last.weight) == (stay.first_on, stay.weight):
            joined[-1] = last._replace(until_on=stay.until_on)
        else:
            joined.append(stay)
    return joined
