"""Credit: how much a customer owes in the widest sense, and whether goods may go out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from backend.core import money

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """The parts of an exposure in money; the last three take risk away."""

    receivable: Decimal = ZERO
    uninvoiced: Decimal = ZERO
    unpriced: Decimal = ZERO
    replacement: Decimal = ZERO
    bills: Decimal = ZERO
    deposits: Decimal = ZERO
    insurance: Decimal = ZERO
    letters_of_credit: Decimal = ZERO


class Room(NamedTuple):
    """An exposure against a limit."""

    exposure: Decimal
    available: Decimal


def unpriced_value(
    quantity: Decimal, *, mark: Decimal, premium: Decimal, buffer: Decimal
) -> Decimal:
    """This will value goods delivered but not priced, with a buffer ratio for a rising market."""
    return money.cents(quantity * (mark + premium) * (1 + buffer))


def replacement_risk(quantity: Decimal, *, price: Decimal, mark: Decimal) -> Decimal:
    """This will return what a buyer's default on an undelivered fixed sale would cost, or zero."""
    return money.amount(quantity, max(price - mark, Decimal(0)))


def exposure(owed: Owed) -> Decimal:
    """This will add up what is at risk; more security than risk leaves a negative exposure."""
    risk = [owed.receivable, owed.uninvoiced, owed.unpriced, owed.replacement, owed.bills]
    cover = [owed.deposits, owed.insurance, owed.letters_of_credit]
    return money.total(risk) - money.total(cover)


def room(owed: Owed, *, limit: Decimal) -> Room:
    """This will return the exposure and what the limit still has room for."""
    used = exposure(owed)
    return Room(used, limit - used)


def may_release(owed: Owed, *, limit: Decimal, adding: Decimal) -> bool:
    """This will test whether goods of that value fit; call it with the credit row locked."""
    return exposure(owed) + adding <= limit
