"""Rolling: moving an unpriced quantity to another pricing month (改期)."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from backend.core import money
from backend.market.pricing.calc.margin import Side


class TooMuchRolled(ValueError):
    """More would be rolled than is still unpriced."""


class Roll(NamedTuple):
    """The cost of a roll, per tonne and in all; below zero it is a gain."""

    spread: Decimal
    """New month less old month, as quoted."""
    cost: Decimal
    amount: Decimal


def roll(
    quantity: Decimal,
    *,
    side: Side,
    old: Decimal,
    new: Decimal,
    fee: Decimal,
    unpriced: Decimal,
) -> Roll:
    """This will cost a roll for a long (purchase) or short (sale) position in the old month.

    A long pays new - old, a short receives it; the fee per tonne is always a cost. Raises
    TooMuchRolled beyond the unpriced rest.
    """
    if not 0 < quantity <= unpriced:
        raise TooMuchRolled(f"{quantity} t to roll, {unpriced} t unpriced")
    spread = new - old
    cost = spread * side.sign + fee
    return Roll(spread, cost, money.amount(quantity, cost))
