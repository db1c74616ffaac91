"""What a figure looks like: what it was worked out of, and of how many cases."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Figure:
    """A figure; None is said when there is nothing to work it out of."""

    name: str
    value: Decimal | None
    numerator: Decimal
    denominator: Decimal
    sample: int


@dataclass(frozen=True)
class Group:
    """The same figure for one model, lot, clock or person."""

    name: str
    value: Decimal | None
    numerator: Decimal
    denominator: Decimal
    sample: int
