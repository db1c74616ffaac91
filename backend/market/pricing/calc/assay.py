"""Assay: whose analysis counts, what the content is worth and what impurities cost.

Grades are percent of dry weight; measured values round half to even (GB/T 8170), money up.
"""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import NamedTuple

from backend.core import money, weight

POUNDS_PER_TONNE = Decimal("2204.62")


class UmpireNeeded(LookupError):
    """Two assays are further apart than the splitting limit and no umpire has spoken."""


class Rejected(ValueError):
    """A content is beyond the limit from which goods are refused."""


class How(StrEnum):
    """By which rule two assays became one."""

    MEAN = "mean"
    UMPIRE_AND_NEARER = "umpire_and_nearer"
    NEARER_PARTY = "nearer_party"
    EQUIDISTANT = "equidistant"


class Loser(StrEnum):
    """Who pays the umpire."""

    SELLER = "seller"
    BUYER = "buyer"
    BOTH = "both"
    NOBODY = "nobody"


class Steps(StrEnum):
    """How a part of a step counts."""

    WHOLE = "whole"
    PROPORTIONAL = "proportional"


class Agreed(NamedTuple):
    """The grade two parties settle on."""

    grade: Decimal
    how: How
    loser: Loser


class Content(NamedTuple):
    """Metal in the goods, its value and the extra for a better or worse grade."""

    metal: Decimal
    amount: Decimal
    grade_amount: Decimal


class Payable(NamedTuple):
    """Concentrate paid by its payable metal less treatment and refining charges."""

    percent: Decimal
    metal: Decimal
    value: Decimal


def agree(
    seller: Decimal,
    *,
    buyer: Decimal,
    limit: Decimal,
    umpire: Decimal | None = None,
    places: int = 2,
) -> Agreed:
    """This will turn two assays into the one to settle on.

    Inside the splitting limit, the limit itself included, it is their mean. Beyond it the mean
    of the umpire and the nearer party counts, or the nearer party alone when the umpire lies
    outside both; an umpire halfway stands alone. Raises UmpireNeeded while there is none.
    """
    if abs(seller - buyer) <= limit:
        mean = weight.measured((seller + buyer) / 2, places=places)
        return Agreed(mean, How.MEAN, Loser.NOBODY)
    if umpire is None:
        raise UmpireNeeded(f"{seller} and {buyer} are more than {limit} apart")
    to_seller, to_buyer = abs(umpire - seller), abs(umpire - buyer)
    if to_seller == to_buyer:
        return Agreed(weight.measured(umpire, places=places), How.EQUIDISTANT, Loser.BOTH)
    nearer, loser = (seller, Loser.BUYER) if to_seller < to_buyer else (buyer, Loser.SELLER)
    if min(seller, buyer) <= umpire <= max(seller, buyer):
        mean = weight.measured((umpire + nearer) / 2, places=places)
        return Agreed(mean, How.UMPIRE_AND_NEARER, loser)
    return Agreed(weight.measured(nearer, places=places), How.NEARER_PARTY, loser)


def by_coefficient(
    dry: Decimal,
    *,
    grade: Decimal,
    price: Decimal,
    coefficient: Decimal,
    reference: Decimal,
    per_point: Decimal,
    places: int = 4,
) -> Content:
    """This will price content by a coefficient, with yuan per dry tonne and point of grade.

    The metal is the quantity of the settlement line, so it is rounded to its places first and
    the money is that quantity times the price: the printed line multiplies out.
    """
    metal = weight.measured(dry * grade / 100, places=places)
    return Content(
        metal=metal,
        amount=money.cents(metal * price * coefficient),
        grade_amount=money.cents((grade - reference) * per_point * dry),
    )


def payable(
    dry: Decimal,
    *,
    grade: Decimal,
    price: Decimal,
    treatment: Decimal,
    refining_cents: Decimal,
    pay_percent: Decimal,
    least_deduction: Decimal,
) -> Payable:
    """This will price concentrate: payable metal less TC per dry tonne and RC in cents per pound.

    Payable is the smaller of the paid share of the grade and the grade less its least deduction.
    The value comes from the unrounded payable metal, which is shown to four places.
    """
    percent = max(min(grade * pay_percent / 100, grade - least_deduction), Decimal(0))
    metal = dry * percent / 100
    refining = metal * POUNDS_PER_TONNE * refining_cents / 100
    value = money.cents(metal * price - dry * treatment - refining)
    return Payable(percent, weight.measured(metal, places=4), value)


def penalty(
    content: Decimal,
    *,
    limit: Decimal,
    step: Decimal,
    per_step: Decimal,
    dry: Decimal,
    steps: Steps,
    reject_above: Decimal | None = None,
) -> Decimal:
    """This will charge an impurity beyond its limit, per step and dry tonne; at the limit, 0.00.

    Raises Rejected beyond `reject_above`.
    """
    if reject_above is not None and content > reject_above:
        raise Rejected(f"{content} is above {reject_above}")
    over = max(content - limit, Decimal(0)) / step
    if steps is Steps.WHOLE:
        over = over.to_integral_value(rounding=ROUND_FLOOR)
    return money.cents(over * per_step * dry)


def conforms(
    value: Decimal, *, places: int, low: Decimal | None = None, high: Decimal | None = None
) -> bool:
    """This will compare a measured value with a standard's limits at the standard's places."""
    shown = weight.measured(value, places=places)
    return (low is None or shown >= low) and (high is None or shown <= high)


def downgrade(tonnes: Decimal, *, price: Decimal, lower: Decimal) -> Decimal:
    """This will return the claim for metal of a lower grade than ordered, never below zero."""
    return money.amount(tonnes, max(price - lower, Decimal(0)))
