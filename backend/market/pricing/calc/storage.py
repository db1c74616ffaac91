"""Storage: what a warehouse charges and what of its goods may be promised."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from backend.core import money


class Claim(StrEnum):
    """In whose hands tonnes in a warehouse are."""

    FREE = "free"
    PLEDGED = "pledged"
    FROZEN = "frozen"
    OTHERS = "others"
    """Consigned in, or owned by a customer: held, never ours to promise."""


class Held(NamedTuple):
    """Some tonnes on hand under one claim."""

    claim: Claim
    tonnes: Decimal


class Available(NamedTuple):
    """What lies there, what is ours and what may still be promised."""

    physical: Decimal
    owned: Decimal
    available: Decimal


class Rent(NamedTuple):
    """Days stored, days charged and the rent."""

    days: int
    charged: int
    amount: Decimal


def available(held: Iterable[Held], *, reserved: Decimal) -> Available:
    """This will take pledged, frozen and reserved tonnes off our own; others' never count.

    A negative answer means more was promised than may be; it is shown, not hidden.
    """
    sums = dict.fromkeys(Claim, Decimal("0.000"))
    for part in held:
        sums[part.claim] += part.tonnes
    physical = sum(sums.values(), Decimal("0.000"))
    return Available(physical, physical - sums[Claim.OTHERS], sums[Claim.FREE] - reserved)


def rent(
    tonnes: Decimal,
    *,
    rate: Decimal,
    arrived_on: date,
    left_on: date,
    free_days: int = 0,
    least: Decimal = Decimal(0),
    dear_days: Collection[date] = (),
    factor: Decimal = Decimal(1),
) -> Rent:
    """This will charge rent per tonne and day: the day of arrival counts, that of leaving not.

    Free days come first; fewer than `least` tonnes are charged as so many. A charged day listed
    in `dear_days` (weekends and holidays of some tariffs) costs `factor` times the rate.
    """
    days = (left_on - arrived_on).days
    if days < 0:
        raise ValueError("goods cannot leave before they arrive")
    charged = [arrived_on + timedelta(days=n) for n in range(free_days, days)]
    units = sum((factor if day in dear_days else Decimal(1) for day in charged), Decimal(0))
    return Rent(days, len(charged), money.cents(max(tonnes, least) * rate * units))
