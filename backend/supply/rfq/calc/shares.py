"""Sharing a line's tonnes among suppliers by percent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from backend.core import money

WHOLE = Decimal(100)


class NotWhole(ValueError):
    """The shares of a line do not add up to 100 %."""

    def __init__(self, total: Decimal) -> None:
        super().__init__(f"{total} %")
        self.total = total


def split(tonnes: Decimal, percents: Sequence[Decimal]) -> list[Decimal]:
    """This will share tonnes by largest remainder, to the kilogram; raises NotWhole."""
    total = sum(percents, Decimal(0))
    if total != WHOLE:
        raise NotWhole(total)
    return money.allocate(tonnes, percents, places=3)
