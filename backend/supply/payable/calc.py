"""Sums of what we owe: shares of a changing amount, and order x receipt x invoice."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from backend.core import money

ZERO = Decimal(0)
CENT = Decimal("0.01")
KILOGRAM = Decimal("0.001")
SLACK = Decimal("0.001")
"""A tenth of a percent of the weight, or a kilogram, whichever is more (rulebook g.3)."""


class Charge(NamedTuple):
    """One line of a supplier's invoice."""

    quantity: Decimal
    price: Decimal
    tax_rate: Decimal
    excl: Decimal
    tax: Decimal

    @property
    def amount(self) -> Decimal:
        """The line with tax."""
        return self.excl + self.tax


class Standing(NamedTuple):
    """What order and receipts say of the line: tonnes not yet invoiced, price, rate, band."""

    received: Decimal
    price: Decimal
    tax_rate: Decimal
    orderable: Decimal


class Difference(NamedTuple):
    """One thing that does not tie: its kind, what is charged, what was expected."""

    kind: str
    charged: Decimal
    expected: Decimal


def slack(weight: Decimal) -> Decimal:
    """This will give the tonnes by which an invoice may exceed what came in."""
    return max(KILOGRAM, weight * SLACK)


def differences(charge: Charge, *, standing: Standing) -> list[Difference]:
    """This will name what does not tie between order, receipt and invoice; none means matched.

    Less than what came in is a part invoice and no difference. Amounts may be a cent apart.
    """
    found = [
        Difference("quantity", charge.quantity, standing.received)
        if charge.quantity > standing.received + slack(standing.received)
        else None,
        Difference("order", charge.quantity, standing.orderable)
        if charge.quantity > standing.orderable
        else None,
        _amount("price", charge.amount, money.amount(charge.quantity, standing.price)),
        Difference("tax", charge.tax_rate, standing.tax_rate)
        if charge.tax_rate != standing.tax_rate
        else None,
        *_rounding(charge),
    ]
    return [row for row in found if row is not None]


def _amount(kind: str, charged: Decimal, expected: Decimal) -> Difference | None:
    return Difference(kind, charged, expected) if abs(charged - expected) > CENT else None


def _rounding(charge: Charge) -> list[Difference | None]:
    """The line's own arithmetic: quantity by price, and the tax in it."""
    expected = money.vat_split(charge.amount, charge.tax_rate).tax
    return [
        _amount("sum", charge.amount, money.amount(charge.quantity, charge.price)),
        _amount("rounding", charge.tax, expected),
    ]
