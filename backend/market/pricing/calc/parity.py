"""Parity: what metal from abroad costs at home, tax and duty included."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from backend.core import money


class Landed(NamedTuple):
    """One tonne imported; each figure is rounded by itself from the unrounded chain."""

    cif_foreign: Decimal
    cif: Decimal
    duty: Decimal
    vat: Decimal
    incl: Decimal
    excl: Decimal
    unrounded: Decimal
    """The tax-inclusive cost before rounding, for comparisons."""


class Arbitrage(NamedTuple):
    """The home market against the landed cost of one tonne."""

    gain: Decimal
    ratio: Decimal
    """Home price over foreign price, four places."""


def landed(
    price: Decimal,
    *,
    spread: Decimal,
    premium: Decimal,
    fx: Decimal,
    duty: Decimal,
    vat: Decimal,
    misc: Decimal = Decimal(0),
) -> Landed:
    """This will price one imported tonne: (price + spread to the pricing month + premium) * fx.

    `duty` and `vat` are ratios in force on the day for the goods' code and origin; `misc` is the
    home cost per tonne that bears neither.
    """
    cif_foreign = price + spread + premium
    cif = cif_foreign * fx
    tariff = cif * duty
    incl = comparable(cif, duty=duty, vat=vat) + misc
    return Landed(
        cif_foreign=money.cents(cif_foreign),
        cif=money.cents(cif),
        duty=money.cents(tariff),
        vat=money.cents((cif + tariff) * vat),
        incl=money.cents(incl),
        excl=money.cents(cif + tariff + misc),
        unrounded=incl,
    )


def comparable(excl: Decimal, *, duty: Decimal, vat: Decimal) -> Decimal:
    """This will make a bonded, tax-exclusive price comparable with a home price, unrounded."""
    return excl * (1 + duty) * (1 + vat)


def arbitrage(home: Decimal, *, cost: Landed, foreign: Decimal) -> Arbitrage:
    """This will return what importing one tonne earns and the price ratio of the markets."""
    if foreign <= 0:
        raise ValueError("a foreign price must be above zero")
    return Arbitrage(money.cents(home - cost.unrounded), money.price(home / foreign))
