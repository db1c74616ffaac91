"""Safety stock on plain values."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from backend.core import weight

ZERO = Decimal("0.000")


class Split(NamedTuple):
    """What is available and what it is made of: never one figure nobody can explain."""

    on_hand: Decimal
    reserved: Decimal
    pledged: Decimal
    frozen: Decimal
    inbound: Decimal

    @property
    def free(self) -> Decimal:
        """On hand, less what somebody holds."""
        return self.on_hand - self.reserved - self.pledged - self.frozen

    @property
    def available(self) -> Decimal:
        """Free, with what is confirmed to come in time."""
        return self.free + self.inbound


def reorder_point(demand: Sequence[Decimal], *, lead_days: int, service_factor: Decimal) -> Decimal:
    """This will give the stock at which to order: mean x lead + z x deviation x root of lead.

    `demand` is what left on each day of the window, days of nothing included.
    """
    if not demand or not lead_days:
        return ZERO
    days = len(demand)
    mean = sum(demand, Decimal(0)) / days
    variance = sum(((day - mean) ** 2 for day in demand), Decimal(0)) / days
    spread = variance.sqrt() * Decimal(lead_days).sqrt()
    return weight.tonnes(mean * lead_days + service_factor * spread)


def is_short(available: Decimal, *, least: Decimal, hysteresis: Decimal, was_short: bool) -> bool:
    """This will tell whether stock is short; once short it must recover by a margin."""
    if was_short:
        return available < least * (1 + hysteresis)
    return available < least


def wanted(available: Decimal, *, least: Decimal, maximum: Decimal) -> Decimal:
    """This will give the tonnes to buy: up to the maximum, or to the least when that is more."""
    return max(max(maximum, least) - available, ZERO)
