"""Sums of score cards: from a measure to points, from points to a score and its band."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

ZERO, HUNDRED = Decimal(0), Decimal(100)
CENT = Decimal("0.01")
MILLIONTH = Decimal("0.000001")


@dataclass(frozen=True)
class Measure:
    """What was counted: so many papers, a sum over a sum."""

    samples: int = 0
    top: Decimal = ZERO
    bottom: Decimal = ZERO

    @property
    def value(self) -> Decimal | None:
        """This will give the measured value; None when there was nothing to measure."""
        if self.bottom == 0:
            return None
        return (self.top / self.bottom).quantize(MILLIONTH, ROUND_HALF_UP)


@dataclass(frozen=True)
class Band:
    """From so many points on."""

    code: str
    least: Decimal


def points(value: Decimal, *, best: Decimal, worst: Decimal) -> Decimal:
    """This will turn a value into points: a hundred at its best, none at its worst, in between.

    `best` may be the larger or the smaller of the two.
    """
    share = (value - worst) / (best - worst)
    return (min(Decimal(1), max(ZERO, share)) * HUNDRED).quantize(CENT, ROUND_HALF_UP)


def total(rows: Iterable[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    """This will weigh points; what was not measured leaves its weight to the others."""
    known = [(weight, found) for weight, found in rows if found is not None and weight > 0]
    if not known:
        return None
    weights = sum((weight for weight, _found in known), ZERO)
    summed = sum((weight * found for weight, found in known), ZERO)
    return (summed / weights).quantize(CENT, ROUND_HALF_UP)


def band_of(score: Decimal, bands: Iterable[Band]) -> Band | None:
    """This will find the highest band a score reaches."""
    reached = [band for band in bands if score >= band.least]
    return max(reached, key=lambda band: band.least, default=None)


def month_before(day: date) -> tuple[date, date]:
    """This will give the first and the last day of the calendar month before a day's."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last
