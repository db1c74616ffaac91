"""Alerts: one message per crossing of a level, however the price trembles around it."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class Crossing(StrEnum):
    """From which side a price has to reach the level."""

    FALLING = "falling"
    RISING = "rising"


class Step(NamedTuple):
    """What one quote does to an alert."""

    fire: bool
    armed: bool


def step(
    price: Decimal,
    *,
    armed: bool,
    previous: Decimal | None,
    level: Decimal,
    band: Decimal,
    crossing: Crossing,
) -> Step:
    """This will feed an alert the next quote of its series.

    It fires when armed and the price reaches the level from the other side; without a previous
    quote nothing has been crossed yet. Having fired it stays silent until the price has gone
    back past the level by the band (a ratio of the level).
    """
    sign = 1 if crossing is Crossing.FALLING else -1
    distance = (price - level) * sign
    if not armed:
        away = distance > 0 and (price - rearm_at(level, band=band, crossing=crossing)) * sign >= 0
        return Step(fire=False, armed=away)
    came_from_far = previous is not None and (previous - level) * sign > 0
    fire = came_from_far and distance <= 0
    return Step(fire=fire, armed=not fire)


def rearm_at(level: Decimal, *, band: Decimal, crossing: Crossing) -> Decimal:
    """This will return the price from which a fired alert is armed again."""
    return level * (1 + band if crossing is Crossing.FALLING else 1 - band)


def moved(price: Decimal, *, before: Decimal, ratio: Decimal) -> bool:
    """This will test whether a price has moved by at least a ratio of what it was."""
    if before <= 0:
        raise ValueError("a price to compare with must be above zero")
    return abs(price - before) >= before * ratio
