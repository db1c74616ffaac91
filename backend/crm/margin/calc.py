"""Sums of a margin on plain values: what a line earns and why that changed, to the cent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from backend.core import money
from backend.goods.cost import calc as costing

ZERO = Decimal("0.00")
FINE = 10
"""Places of a price or a cost per tonne that stands for an amount."""
PARTS = (
    "price",
    "premium",
    "fx",
    "weight",
    "cost",
    "freight",
    "claims",
    "other",
    "finance",
    "rounding",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a line earns: prices per tonne without tax in the price's currency, amounts in ours.

    `revenue` and `material` are booked or estimated to the cent; `cost` is the material cost per
    tonne sold. Material and cost are None while nobody knows what the goods cost.
    """

    price: Decimal
    premium: Decimal
    fx: Decimal
    weight: Decimal
    revenue: Decimal
    material: Decimal | None
    freight: Decimal = ZERO
    claims: Decimal = ZERO
    other: Decimal = ZERO
    finance: Decimal = ZERO

    @property
    def cost(self) -> Decimal | None:
        """The material cost per tonne sold."""
        if self.material is None:
            return None
        return money.price(self.material / self.weight, places=FINE) if self.weight else ZERO

    @property
    def direct(self) -> Decimal:
        """Everything the sale cost beside the goods."""
        return self.freight + self.claims + self.other + self.finance

    @property
    def margin(self) -> Decimal | None:
        """What is left of the revenue."""
        return None if self.material is None else self.earned.margin

    @property
    def earned(self) -> costing.Margin:
        """The margin with its percentage; of unknown goods as if they cost nothing."""
        return costing.margin(
            self.revenue,
            cost=self.material or ZERO,
            direct=self.direct,
            quantity=self.weight,
        )

    @property
    def rounding(self) -> Decimal:
        """What the product of the figures leaves to the amounts that were booked."""
        bare = _snapshot(self)
        booked = self.revenue - (self.material or ZERO) - self.freight - self.claims
        return booked - bare.margin


class Share(NamedTuple):
    """A part of a late cost for one issue: which one and how much."""

    key: object
    amount: Decimal


def untaxed(price: Decimal, *, rate: Decimal) -> Decimal:
    """This will take the tax out of a unit price, finely enough to be multiplied again."""
    return money.exclusive(price, rate=rate, places=FINE)


def mean(parts: Iterable[tuple[Decimal, Decimal]], *, otherwise: Decimal) -> Decimal:
    """This will give the mean of (tonnes, price) by weight, finely."""
    pairs = list(parts)
    whole = sum((tonnes for tonnes, _ in pairs), Decimal(0))
    if not whole:
        return otherwise
    worth = sum((tonnes * price for tonnes, price in pairs), Decimal(0))
    return money.price(worth / whole, places=FINE)


def shares(amount: Decimal, *, issues: Sequence[tuple[object, Decimal]]) -> list[Share]:
    """This will share a late cost over the issues of a lot by weight, by largest remainder."""
    if not issues:
        return []
    parts = money.allocate(amount, [tonnes for _, tonnes in issues])
    return [Share(key, part) for (key, _), part in zip(issues, parts, strict=True)]


def bridge(before: Figures, *, after: Figures) -> dict[str, Decimal]:
    """This will explain the change of a margin part by part; the parts add up to it exactly."""
    parts = dict.fromkeys(PARTS, ZERO)
    parts |= costing.bridge(_full(before, like=after), after=_full(after, like=before))
    parts["other"] = before.other - after.other
    parts["finance"] = before.finance - after.finance
    return parts


def from_nothing(after: Figures) -> Figures:
    """This will give a line that was not there before: its price and cost on no tonnes."""
    return replace(
        after,
        weight=Decimal("0.000"),
        revenue=ZERO,
        material=ZERO,
        freight=ZERO,
        claims=ZERO,
        other=ZERO,
        finance=ZERO,
    )


def total(parts: Iterable[Mapping[str, Decimal]]) -> dict[str, Decimal]:
    """This will add the bridges of lines up to that of their order."""
    rows = list(parts)
    return {name: money.total(row[name] for row in rows) for name in PARTS}


def _snapshot(figures: Figures, *, rounding: Decimal = ZERO) -> costing.Snapshot:
    return costing.Snapshot(
        price=figures.price,
        premium=figures.premium,
        fx=figures.fx,
        weight=figures.weight,
        cost=figures.cost or ZERO,
        freight=figures.freight,
        claims=figures.claims,
        rounding=rounding,
    )


def _full(figures: Figures, *, like: Figures) -> costing.Snapshot:
    """No tonnes have no cost of their own: they take the other's, so that weight explains them."""
    full = _snapshot(figures, rounding=figures.rounding)
    return full if figures.weight else replace(full, cost=like.cost or ZERO)
