"""Averages: the mean of a daily quote over a window of the source's own trading days."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from backend.core import money, weight


class MissingDay(StrEnum):
    """What a clause says about a trading day without a quote."""

    WAIT = "wait"
    PREVIOUS = "previous"
    NEXT = "next"
    SKIP = "skip"


class QuoteMissing(LookupError):
    """An average cannot be struck yet; `days` are the trading days without a usable quote."""

    def __init__(self, days: Sequence[date]) -> None:
        super().__init__(f"no quote for {', '.join(day.isoformat() for day in days)}")
        self.days = tuple(days)


class NothingToAverage(ValueError):
    """A window holds no trading day, or fewer than its clause demands."""


class Day(NamedTuple):
    """One day of an average: the value used and the day it was quoted on."""

    day: date
    value: Decimal
    quoted_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Average:
    """A mean with its evidence, so that it can be recomputed years later."""

    value: Decimal
    """Rounded to the clause's places."""
    unrounded: Decimal
    days: tuple[Day, ...]
    missing: tuple[date, ...]
    """Trading days that had no quote of their own and were filled or left out."""

    @property
    def n(self) -> int:
        """The number the sum was divided by."""
        return len(self.days)


class Lowest(NamedTuple):
    """The cheapest run of consecutive days inside a window."""

    start: int
    """Position of its first day, counted from 0."""
    value: Decimal
    unrounded: Decimal


def average(
    quotes: Mapping[date, Decimal],
    *,
    trading_days: Iterable[date],
    as_of: date,
    missing: MissingDay = MissingDay.WAIT,
    unpublished: Collection[date] = (),
    places: int = 2,
    at_least: int = 1,
) -> Average:
    """This will strike the mean of the quotes over the trading days of a window.

    Under WAIT a day without a quote makes it raise QuoteMissing; PREVIOUS and NEXT borrow the
    nearest earlier or later quote; SKIP takes the day out of N, yet only when it is listed in
    `unpublished`, because somebody has to say that the source did not print. A trading day
    after `as_of` is open whatever the rule. Quotes outside `trading_days` never count but may
    be borrowed. Raises NothingToAverage when fewer than `at_least` days remain.
    """
    window = sorted(set(trading_days))
    gaps = tuple(day for day in window if day not in quotes)
    days, open_days = [], []
    for day in window:
        source = _source(day, quotes, missing) if day <= as_of else None
        if source is not None:
            days.append(Day(day, quotes[source], source))
        elif day > as_of or missing is not MissingDay.SKIP or day not in unpublished:
            open_days.append(day)
    if open_days:
        raise QuoteMissing(open_days)
    if len(days) < max(at_least, 1):
        raise NothingToAverage(f"{len(days)} days to average, {at_least} needed")
    unrounded = mean([day.value for day in days])
    return Average(
        value=money.price(unrounded, places=places),
        unrounded=unrounded,
        days=tuple(days),
        missing=gaps,
    )


def to_date(
    quotes: Mapping[date, Decimal], *, trading_days: Iterable[date], today: date
) -> Average:
    """This will strike the running mean of a window up to and including today, quoted days only.

    It is an indication for provisional invoices, never a final price: unquoted days stay in
    `missing`.
    """
    past = [day for day in trading_days if day <= today]
    return average(
        quotes, trading_days=past, as_of=today, missing=MissingDay.SKIP, unpublished=past
    )


def mean(values: Sequence[Decimal]) -> Decimal:
    """This will return the unrounded arithmetic mean, to ten places or more."""
    if not values:
        raise NothingToAverage("no values to average")
    return sum(values, Decimal(0)) / len(values)


def middle(low: Decimal, high: Decimal) -> Decimal:
    """This will return the unrounded middle of a published range, for clauses that ask for it."""
    return (low + high) / 2


def lowest_run(values: Sequence[Decimal], *, length: int = 5, places: int = 2) -> Lowest:
    """This will find the consecutive days with the lowest mean; of equal runs, the earliest."""
    if length < 1 or len(values) < length:
        raise NothingToAverage(f"{len(values)} days hold no run of {length}")
    sums = [sum(values[i : i + length], Decimal(0)) for i in range(len(values) - length + 1)]
    start = sums.index(min(sums))
    unrounded = sums[start] / length
    return Lowest(start, money.price(unrounded, places=places), unrounded)


def slices(quantity: Decimal, *, n: int) -> list[Decimal]:
    """This will spread tonnes over n averaging days, so that each day's exposure is known.

    Day k brings the priced total to quantity * k / n, rounded to the kilogram.
    """
    totals = [weight.tonnes(quantity * k / n) for k in range(n + 1)]
    return [after - before for before, after in pairwise(totals)]


def _source(day: date, quotes: Mapping[date, Decimal], missing: MissingDay) -> date | None:
    """Find the day whose quote stands for `day`."""
    if day in quotes:
        return day
    if missing is MissingDay.PREVIOUS:
        return max((quoted for quoted in quotes if quoted < day), default=None)
    if missing is MissingDay.NEXT:
        return min((quoted for quoted in quotes if quoted > day), default=None)
    return None
