"""Recency, frequency and amount of deals, in fifths, and the group they put a customer in.

The eight groups are those of the RFM model as Chinese sales teams use it: a score of 4 or 5
counts as high. The amount is the first word (important or ordinary), recency and frequency the
second.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

HIGH = 4
FIFTHS = 5
GROUPS = {
    # amount, recency, frequency are high
    (True, True, True): "champion",
    (True, True, False): "growing",
    (True, False, True): "keep",
    (True, False, False): "win_back",
    (False, True, True): "loyal",
    (False, True, False): "new",
    (False, False, True): "ordinary",
    (False, False, False): "fading",
}


class Deals(NamedTuple):
    """What a customer signed in a year: days since the last, how many, how much in CNY."""

    days: int
    number: int
    amount: Decimal


class Rfm(NamedTuple):
    """Three scores from 1 to 5, 5 is best."""

    recency: int
    frequency: int
    monetary: int

    @property
    def code(self) -> str:
        """This will write the scores as three digits, recency first."""
        return f"{self.recency}{self.frequency}{self.monetary}"

    @property
    def group(self) -> str:
        """This will name the group the scores put a customer in."""
        return GROUPS[self.monetary >= HIGH, self.recency >= HIGH, self.frequency >= HIGH]


class Threshold(NamedTuple):
    """What a level asks for: so much signed in a year, or so many deals."""

    level: str
    amount: Decimal
    number: int


def score(deals: Sequence[Deals]) -> list[Rfm]:
    """This will score customers against one another; equal figures get equal scores."""
    recency = _fifths([Decimal(-one.days) for one in deals])
    frequency = _fifths([Decimal(one.number) for one in deals])
    monetary = _fifths([one.amount for one in deals])
    return [Rfm(*scores) for scores in zip(recency, frequency, monetary, strict=True)]


def _fifths(values: Sequence[Decimal]) -> list[int]:
    """The share of values at or below each one tells its fifth: ties agree, the best is a 5."""
    upto = {value: rank for rank, value in enumerate(sorted(values), 1)}
    return [-(-upto[value] * FIFTHS // len(values)) for value in values]


def level_of(deals: Deals | None, *, thresholds: Sequence[Threshold]) -> str | None:
    """This will give the highest level whose amount or count is reached; None without rules.

    `thresholds` come highest level first; who reaches none falls to the last one.
    """
    if not thresholds:
        return None
    for one in thresholds:
        if deals is not None and (deals.amount >= one.amount or 0 < one.number <= deals.number):
            return one.level
    return thresholds[-1].level
