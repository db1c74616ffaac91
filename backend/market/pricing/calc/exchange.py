"""Contracts of the exchanges: lot size and tick, and whether a limit price is on the tick.

The table is a starting point for instrument rows, which carry validity dates: exchanges do
change them (SHFE lead was listed with 25 t per lot).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple


class Contract(NamedTuple):
    """Tonnes per lot and the smallest price step, in the exchange's currency per tonne."""

    lot: Decimal
    tick: Decimal | None = None
    """None where the exchange's own page has not been seen."""


CONTRACTS: dict[tuple[str, str], Contract] = {
    ("SHFE", "cu"): Contract(Decimal(5), Decimal(10)),
    ("SHFE", "al"): Contract(Decimal(5), Decimal(5)),
    ("SHFE", "zn"): Contract(Decimal(5), Decimal(5)),
    ("SHFE", "pb"): Contract(Decimal(5), Decimal(5)),
    ("SHFE", "ni"): Contract(Decimal(1), Decimal(10)),
    ("SHFE", "sn"): Contract(Decimal(1), Decimal(10)),
    ("SHFE", "ao"): Contract(Decimal(20), Decimal(1)),
    ("INE", "bc"): Contract(Decimal(5), Decimal(10)),
    ("LME", "cu"): Contract(Decimal(25), Decimal("0.50")),
    ("LME", "al"): Contract(Decimal(25)),
    ("LME", "zn"): Contract(Decimal(25)),
    ("LME", "pb"): Contract(Decimal(25)),
    ("LME", "ni"): Contract(Decimal(6), Decimal("5.00")),
    ("LME", "sn"): Contract(Decimal(5), Decimal("5.00")),
}


def on_tick(price: Decimal, *, tick: Decimal) -> bool:
    """This will test whether an exchange would accept a limit price."""
    if tick <= 0:
        raise ValueError("a tick must be above zero")
    return price % tick == 0


def lots(tonnes: Decimal, *, size: Decimal) -> int:
    """This will return the whole lots nearest to a tonnage, half a lot up."""
    if size <= 0:
        raise ValueError("a lot must be above zero")
    return int((tonnes / size).to_integral_value(rounding=ROUND_HALF_UP))
