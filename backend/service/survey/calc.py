"""Sums of satisfaction on plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from backend.core import money

LOW = 2
"""A score at or below calls for a call."""
ENOUGH = 5
"""Fewer answers make no mean worth showing."""


@dataclass(frozen=True)
class Content:
    """How many were asked and answered; the mean only where enough did."""

    asked: int
    answered: int
    rate: Decimal | None
    mean: Decimal | None
    low: int


def content(asked: int, scores: Sequence[int], *, enough: int = ENOUGH) -> Content:
    """This will sum answers up: the share that answered, and the mean of enough of them."""
    count = len(scores)
    rate = money.price(Decimal(count) / asked) if asked else None
    mean = money.cents(Decimal(sum(scores)) / count) if count >= max(1, enough) else None
    return Content(asked, count, rate, mean, sum(score <= LOW for score in scores))
