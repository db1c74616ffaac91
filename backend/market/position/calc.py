"""Sums over the rungs of a position: what has passed is due now; what is open; what it is worth."""

from collections.abc import Mapping
from decimal import Decimal

from backend.core import money

NOTHING = Decimal("0.000")


def rolled(months: Mapping[str, Decimal], *, front: str) -> dict[str, Decimal]:
    """This will add every month that has passed to the front month, as stock and arrears are."""
    found: dict[str, Decimal] = {}
    for month, tonnes in months.items():
        at = max(month, front)
        found[at] = found.get(at, NOTHING) + tonnes
    return found


def net(months: Mapping[str, Decimal]) -> Decimal:
    """This will give the tonnes open over all months; long and short months set each other off."""
    return sum(months.values(), NOTHING)


def gross(months: Mapping[str, Decimal]) -> Decimal:
    """This will give the tonnes open in each month, long and short alike."""
    return sum((abs(tonnes) for tonnes in months.values()), NOTHING)


def result(quantity: Decimal, value: Decimal, *, mark: Decimal) -> Decimal:
    """This will mark signed tonnes that cost a signed value: what the market adds or takes."""
    return money.amount(quantity, mark) - value
