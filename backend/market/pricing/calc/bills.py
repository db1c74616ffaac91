"""Acceptance bills: paying with part of one, and who bears its discount."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from backend.core import money

CENT = Decimal("0.01")


class CannotSplit(ValueError):
    """A bill does not carry that amount, or its range cannot be divided."""


class Range(NamedTuple):
    """A sub-ticket range of a new-generation bill, one number per 0.01 yuan, both ends in."""

    first: int
    last: int

    @property
    def face(self) -> Decimal:
        """Money this range stands for."""
        return (self.last - self.first + 1) * CENT


class Split(NamedTuple):
    """The range paid away and the range kept."""

    paid: Range
    rest: Range


class Discounted(NamedTuple):
    """What a bill costs to turn into money and what it counts for."""

    charge: Decimal
    credit: Decimal


def split(held: Range, *, pay: Decimal) -> Split:
    """This will pay with the front of a bill's range and keep the rest.

    Raises CannotSplit for a range of 0 (an undivided bill) and unless both parts are worth
    something.
    """
    if held.first < 1:
        raise CannotSplit("this bill is not divided into ranges")
    if pay != money.cents(pay) or not 0 < pay < held.face:
        raise CannotSplit(f"{pay} cannot be split off {held.face}")
    cut = held.first + int(pay / CENT)
    return Split(Range(held.first, cut - 1), Range(cut, held.last))


def agreed_discount(face: Decimal, *, per_hundred_thousand: Decimal) -> Discounted:
    """This will charge a quoted discount in yuan per 100,000 of face."""
    charge = money.cents(face * per_hundred_thousand / 100_000)
    return Discounted(charge, face - charge)


def discount(
    face: Decimal, *, yearly_rate: Decimal, on: date, due_on: date, basis: int = 360
) -> Discounted:
    """This will discount a bill by days, the first day counted and the last not.

    `due_on` is the day money comes, the next working day when the bill ends on a holiday.
    """
    days = (due_on - on).days
    if days < 0:
        raise ValueError("a bill past its due day is collected, not discounted")
    charge = money.cents(face * yearly_rate * days / basis)
    return Discounted(charge, face - charge)
