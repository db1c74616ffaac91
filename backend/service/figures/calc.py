"""Shares and means, on plain values. Nothing is worked out of nothing."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal

MONTH_DAYS = 30
YEAR_DAYS = 365
HUNDRED = Decimal(100)
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Span:
    """The days a figure is about, both included, and the moments they begin and end at."""

    since: date
    until: date
    from_at: datetime
    to_at: datetime

    @property
    def days(self) -> int:
        """The number of days."""
        return (self.until - self.since).days + 1


def span(since: date, until: date, *, zone: tzinfo) -> Span:
    """This will give the span of some local days: up to, not including, the next midnight."""
    start = datetime.combine(since, time.min, tzinfo=zone)
    end = datetime.combine(until + timedelta(days=1), time.min, tzinfo=zone)
    return Span(since, until, start, end)


def ratio(
    numerator: Decimal | int, denominator: Decimal | int, *, times: Decimal | int = 1
) -> Decimal | None:
    """This will divide and round half up to two places; None when there is nothing to divide by."""
    if not denominator:
        return None
    value = Decimal(numerator) * Decimal(times) / Decimal(denominator)
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def hours(length: timedelta) -> Decimal:
    """This will give a length of time in hours, exactly."""
    return Decimal(length // timedelta(seconds=1)) / Decimal(3600)
