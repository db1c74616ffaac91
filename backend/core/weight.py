"""Weight: tonnes with three places, which are whole kilograms, and how measured values round.

A settlement weight is rounded once, half up, like the money it becomes. A measured value
(moisture, grade, dry weight) rounds half to even by GB/T 8170, once and never in a chain.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from backend.core.money import exact

PER_TONNE = 1000


def rounded(value: Decimal | int, *, places: int) -> Decimal:
    """This will round a settlement or theoretical weight once, half up, in whatever unit."""
    return exact(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) + 0


def tonnes(value: Decimal | int) -> Decimal:
    """This will round a weight in tonnes once, half up, to the kilogram."""
    return rounded(value, places=3)


def kilograms(value: Decimal | int) -> Decimal:
    """This will round a weight in kilograms once, half up, to the whole kilogram."""
    return rounded(value, places=0)


def tonnes_of(kg: Decimal | int) -> Decimal:
    """This will turn a weight in kilograms into tonnes, rounded once to the kilogram."""
    return tonnes(exact(kg) / PER_TONNE)


def kilograms_of(tonnes: Decimal | int) -> Decimal:
    """This will turn a weight in tonnes into whole kilograms, rounded once."""
    return kilograms(exact(tonnes) * PER_TONNE)


def measured(value: Decimal | int, *, places: int) -> Decimal:
    """This will round a measured value half to even (GB/T 8170).

    A negative value rounds by its size, as the standard asks: -8.65 becomes -8.6.
    """
    number = exact(value)
    size = abs(number).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    return size.copy_sign(number) + 0
