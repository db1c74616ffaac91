"""Sums of machines: warranty days, the best promise of a day, meters, and points on the map."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

FROM_COMMISSIONING = "commissioning"
EARLIEST = "earliest"
RANK = ("warranty", "contract", "goodwill")
LONGEST = 9_999


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How long a warranty lasts and from which day; `cap` are months from delivery at most."""

    months: int
    counted_from: str
    cap: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """An entitlement as plain values."""

    kind: str
    starts_on: date
    ends_on: date
    covers: int
    response_hours: int | None
    visits_left: int | None


def months_later(day: date, months: int) -> date:
    """This will give the corresponding day so many months later, or that month's last one."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, _days(year, month + 1)))


def _days(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days


def warranty(
    rule: Rule, *, delivered_on: date | None, commissioned_on: date | None
) -> tuple[date, date] | None:
    """This will give the first and the last day of a warranty; None while it has not begun.

    The day it is counted from is covered, and the last day is the corresponding day of the last
    month: twelve months from 15 January end with 15 January.
    """
    if rule.months == 0:
        return None
    if rule.counted_from == FROM_COMMISSIONING:
        return _span(commissioned_on, rule.months)
    if rule.counted_from == EARLIEST and delivered_on is not None:
        ends = [months_later(delivered_on, rule.cap if rule.cap is not None else rule.months)]
        if commissioned_on is not None:
            ends.append(months_later(commissioned_on, rule.months))
        return delivered_on, min(ends)
    return _span(delivered_on, rule.months)


def _span(start: date | None, months: int) -> tuple[date, date] | None:
    return None if start is None else (start, months_later(start, months))


def is_open(promise: Promise, *, on: date) -> bool:
    """Test whether a promise may be used on a day: within its days and with a visit left."""
    return promise.starts_on <= on <= promise.ends_on and promise.visits_left != 0


def best(promises: Sequence[Promise], *, on: date) -> int | None:
    """This will pick the place of the promise to use on a day; None when there is none.

    The one that covers most, then the one answered soonest, then warranty before a paid contract,
    so that a contract's visits are kept, then the one that ends first.
    """
    places = [i for i, promise in enumerate(promises) if is_open(promise, on=on)]
    return min(places, key=lambda i: _worth(promises[i]), default=None)


def _worth(promise: Promise) -> tuple[int, int, int, date]:
    hours = LONGEST if promise.response_hours is None else promise.response_hours
    return -promise.covers, hours, RANK.index(promise.kind), promise.ends_on


def runs_backwards(
    value: Decimal, *, before: Decimal | None, after: Decimal | None, is_reset: bool
) -> bool:
    """Test whether a reading does not fit between those before and after it in time.

    A reset may begin below what was before; what comes after it must still be higher.
    """
    is_below = before is not None and value < before and not is_reset
    return is_below or (after is not None and value > after)


def circle(start: str, parents: Mapping[str, str | None]) -> bool:
    """Test whether going up from a machine leads back to it."""
    seen = {start}
    above = parents.get(start)
    while above is not None:
        if above in seen:
            return True
        seen.add(above)
        above = parents.get(above)
    return False


def per_unit(quantity: Decimal, *, is_serialised: bool) -> list[Decimal]:
    """This will split a bill's quantity into one row a piece where every piece has a number."""
    if is_serialised and quantity == quantity.to_integral_value():
        return [Decimal(1)] * int(quantity)
    return [quantity]


def hours_between(start: datetime, end: datetime) -> Decimal:
    """This will give hours between two moments, to two places."""
    seconds = Decimal(int((end - start).total_seconds()))
    return (seconds / 3600).quantize(Decimal("0.01"))


def pages(labels: Iterable[object], *, per_page: int) -> list[list[object]]:
    """This will cut labels into sheets."""
    rows = list(labels)
    return [rows[i : i + per_page] for i in range(0, len(rows), per_page)]
