"""Stock-take sums on plain values."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

ONCE = 1


class Figures(NamedTuple):
    """Tonnes and pieces together."""

    weight: Decimal
    pieces: int


def difference(counted: Figures, *, book: Figures, moved: Figures) -> Figures:
    """This will take off a count what the books said at the freeze and what moved since."""
    return Figures(
        counted.weight - book.weight - moved.weight, counted.pieces - book.pieces - moved.pieces
    )


def beyond(difference: Decimal, *, expected: Decimal, permille: Decimal) -> bool:
    """This will tell whether a difference is larger than so many per mille of what is expected."""
    return abs(difference) * 1000 > abs(expected) * permille
