"""Margin: when the market has moved so far that more security must be asked for (追保).

Amounts to ask for are raised to a round step, never lowered.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from backend.core import money

STEP = Decimal(1000)


class Side(StrEnum):
    """Whose side of the contract we stand on."""

    SALE = "sale"
    PURCHASE = "purchase"

    @property
    def sign(self) -> int:
        """+1 for a purchase (long), -1 for a sale (short)."""
        return 1 if self is Side.PURCHASE else -1


class Coverage(NamedTuple):
    """Delivered, not yet priced: the seller holds too little money if the market has risen."""

    value: Decimal
    coverage: Decimal
    """Received money over market value, unrounded; 1 when there is nothing to cover."""
    call: Decimal
    """Exact shortfall to the target, 0.00 when none is to be asked for."""
    ask: Decimal
    """The shortfall raised to the step."""


class Equity(NamedTuple):
    """Priced, not yet delivered: what is left of a deposit at the market price."""

    loss: Decimal
    """What the market has moved against the secured party; negative is in its favour."""
    equity: Decimal
    maintenance: Decimal
    call: Decimal
    ask: Decimal


def unpriced(
    quantity: Decimal,
    *,
    received: Decimal,
    mark: Decimal,
    premium: Decimal,
    trigger: Decimal,
    target: Decimal,
    step: Decimal = STEP,
) -> Coverage:
    """This will test money received for delivered, unpriced goods against the market.

    `trigger` and `target` are ratios such as 1.02 and 1.05; at the trigger itself nothing is
    asked. For a purchase it tells what the supplier may ask of us.
    """
    value = (mark + premium) * quantity
    coverage = received / value if value > 0 else Decimal(1)
    short = value > 0 and coverage < trigger
    call = money.cents(max(target * value - received, Decimal(0)) if short else 0)
    return Coverage(value, coverage, call, money.round_up(call, step=step))


def undelivered(
    quantity: Decimal,
    *,
    side: Side,
    deposit: Decimal,
    price: Decimal,
    mark: Decimal,
    maintenance: Decimal,
    initial: Decimal,
    step: Decimal = STEP,
) -> Equity:
    """This will test a deposit on priced, undelivered goods against the market.

    On a sale a falling market tempts the buyer to walk away, on a purchase a rising one tempts
    the supplier. `maintenance` and `initial` are ratios of the market value.
    """
    loss = (mark - price) * quantity * side.sign
    equity = deposit - loss
    floor = maintenance * mark * quantity
    call = money.cents(initial * mark * quantity - equity if equity < floor else 0)
    return Equity(loss, equity, floor, call, money.round_up(call, step=step))
