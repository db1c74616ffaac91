"""Money: the one place where an amount or a price is rounded.

Money is a `Decimal` of the currency's unit with two places, a unit price one with four.
Both round half up, as a till does; measured values round otherwise, see `backend.core.weight`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

ZERO = Decimal("0.00")

# Wide enough that the product of any stored quantity and price is exact before it is rounded.
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


class NotExact(TypeError):
    """A sum was given something other than a finite Decimal or a whole number."""


class CannotAllocate(ValueError):
    """A total cannot be shared out over the weights given."""


class VatSplit(NamedTuple):
    """A tax-inclusive amount taken apart; the two parts always add up to the whole."""

    excl: Decimal
    tax: Decimal

    @property
    def incl(self) -> Decimal:
        """The amount that was split."""
        return self.excl + self.tax


def exact(value: Decimal | int) -> Decimal:
    """This will return the value as a finite Decimal; raises NotExact for floats, text and NaN."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise NotExact(f"{value!r} is not an exact number")
    number = Decimal(value)
    if not number.is_finite():
        raise NotExact(f"{value!r} is not a finite number")
    return number


def cents(value: Decimal | int) -> Decimal:
    """This will round an amount to two places, half up."""
    return price(value, places=2)


def price(value: Decimal | int, *, places: int = 4) -> Decimal:
    """This will round a unit price or an average to the places its clause names, half up."""
    step = Decimal(1).scaleb(-places)
    # Plus turns a negative zero into a plain one, so that no paper shows "-0.00".
    return _EXACT.plus(exact(value).quantize(step, context=_EXACT))


def amount(quantity: Decimal | int, price: Decimal | int) -> Decimal:
    """This will multiply quantity by price and round once, to two places.

    Call it per tranche or line and sum the results; never multiply by a rounded average.
    """
    return cents(_EXACT.multiply(exact(quantity), exact(price)))


def total(amounts: Iterable[Decimal]) -> Decimal:
    """This will sum amounts to two places; an empty sum is 0.00."""
    return cents(sum(amounts, ZERO))


def round_up(value: Decimal | int, *, step: Decimal | int) -> Decimal:
    """This will raise an amount to the next multiple of a positive step, as a margin call is."""
    unit = exact(step)
    if unit <= 0:
        raise ValueError("a step must be positive")
    times = _EXACT.divide(exact(value), unit).to_integral_value(rounding=ROUND_CEILING)
    return times * unit + 0


def vat_split(incl: Decimal | int, rate: Decimal | int) -> VatSplit:
    """This will split a tax-inclusive amount by a rate such as 0.13, exclusive part rounded first.

    The tax is the rest, so that the three figures of an invoice line always tie.
    """
    whole = cents(incl)
    excl = cents(_EXACT.divide(whole, 1 + exact(rate)))
    return VatSplit(excl=excl, tax=whole - excl)


def vat_drift(split: VatSplit, *, rate: Decimal | int) -> Decimal:
    """This will tell by how much the tax differs from the tax recomputed on the exclusive part.

    One cent either way is an everyday event; more is a mistake.
    """
    return split.tax - amount(split.excl, rate)


def exclusive(incl: Decimal | int, *, rate: Decimal | int, places: int) -> Decimal:
    """This will take the tax out of a unit price, to the places an invoice system asks for."""
    return price(_EXACT.divide(exact(incl), 1 + exact(rate)), places=places)


def allocate(
    total: Decimal | int, weights: Sequence[Decimal | int], *, places: int = 2
) -> list[Decimal]:
    """This will share a total over weights by largest remainder, so that the parts sum to it.

    `total` must already have no more than `places` decimals; of equal remainders the earlier
    part wins. Raises CannotAllocate when the weights are negative or add up to nothing.
    """
    whole = price(total, places=places)
    if whole != exact(total):
        raise CannotAllocate(f"{total} has more than {places} decimals")
    shares = [exact(weight) for weight in weights]
    base = sum(shares, Decimal(0))
    if not shares or min(shares) < 0 or base == 0:
        raise CannotAllocate("weights must not be negative and must add up to something")

    step = Decimal(1).scaleb(-places)
    units = int(abs(whole) / step)
    # Whole numbers of the smallest weight unit, so that floors and remainders are exact.
    scale = min(_exponent(share) for share in shares)
    parts = [int(share.scaleb(-scale, context=_EXACT)) for share in shares]
    pairs = [divmod(units * part, sum(parts)) for part in parts]
    missing = units - sum(floor for floor, _ in pairs)
    by_remainder = sorted(range(len(pairs)), key=lambda index: (-pairs[index][1], index))
    raised = set(by_remainder[:missing])
    sign = -1 if whole < 0 else 1
    return [sign * (floor + (index in raised)) * step + 0 for index, (floor, _) in enumerate(pairs)]


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)  # exact() has refused NaN and infinity
    return min(exponent, 0)
