"""Sums of an invoice: what may still be invoiced of a line, and how a figure splits."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from backend.core import money


class Figures(NamedTuple):
    """Tonnes and money with VAT."""

    quantity: Decimal
    amount: Decimal


class Room(NamedTuple):
    """What a line may be invoiced for, what it was invoiced for, and the difference.

    `left` is below zero when more was invoiced than the final amount: then only a correction
    that takes money back fits.
    """

    limit: Figures
    invoiced: Figures

    @property
    def left(self) -> Figures:
        """What may still be invoiced."""
        return Figures(
            self.limit.quantity - self.invoiced.quantity, self.limit.amount - self.invoiced.amount
        )

    @property
    def is_used(self) -> bool:
        """Whether nothing is left to invoice."""
        return self.left.amount == 0


class LineFigures(NamedTuple):
    """One invoice line: amount = excl + tax, price without VAT to ten places."""

    quantity: Decimal
    price_excl: Decimal
    amount: Decimal
    amount_excl: Decimal
    tax: Decimal


def fits(asked: Figures, *, room: Room) -> bool:
    """This will test that asked money and tonnes lie between nothing and what is left."""
    left = room.left
    money_fits = asked.amount != 0 and _between(asked.amount, left.amount)
    return money_fits and _between(asked.quantity, left.quantity)


def _between(asked: Decimal, left: Decimal) -> bool:
    return min(left, Decimal(0)) <= asked <= max(left, Decimal(0))


def line(asked: Figures, *, rate: Decimal) -> LineFigures:
    """This will split an amount with VAT; a correction of money alone has no unit price."""
    split = money.vat_split(asked.amount, rate)
    price = split.excl / asked.quantity if asked.quantity else Decimal(0)
    return LineFigures(
        quantity=asked.quantity,
        price_excl=money.price(price, places=10),
        amount=asked.amount,
        amount_excl=split.excl,
        tax=split.tax,
    )
