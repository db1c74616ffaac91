"""Earnings: the margin of an order and why it changed between two stages."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import NamedTuple

from backend.core import money, weight
from backend.goods.cost.calc.stores import ZERO


class Margin(NamedTuple):
    """What an order earns."""

    margin: Decimal
    percent: Decimal
    per_tonne: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The figures an order's margin is made of at one stage, from quote to settlement.

    Prices and costs exclude VAT, per tonne; `fx` turns the price's currency into ours. `freight`
    and `claims` are costs. `rounding` is what was booked beyond the computed margin.
    """

    price: Decimal
    premium: Decimal = ZERO
    fx: Decimal = Decimal(1)
    weight: Decimal
    cost: Decimal
    freight: Decimal = ZERO
    claims: Decimal = ZERO
    rounding: Decimal = ZERO

    @property
    def margin(self) -> Decimal:
        """Revenue less cost of sales, freight and claims, each rounded to the cent."""
        revenue = money.amount(self.weight, (self.price + self.premium) * self.fx)
        spent = money.amount(self.weight, self.cost) + self.freight + self.claims
        return revenue - spent + self.rounding


def margin(revenue: Decimal, *, cost: Decimal, direct: Decimal, quantity: Decimal) -> Margin:
    """This will return what an order earns after cost of sales and direct selling cost.

    All amounts exclude VAT. The same sum serves the estimate and the settled order; of an
    unpriced sale the revenue is a mark and the margin must not be called realised.
    """
    earned = money.cents(revenue - cost - direct)
    percent = weight.measured(earned / revenue * 100, places=3) if revenue else Decimal("0.000")
    return Margin(earned, percent, money.cents(earned / quantity) if quantity else ZERO)


def bridge(before: Snapshot, *, after: Snapshot) -> dict[str, Decimal]:
    """This will explain a change of margin part by part; the parts add up to it exactly.

    One figure after the other is moved to its later value, in the order of `Snapshot`, and the
    margin's answer to each is its part; figures that did not move are left out.
    """
    parts: dict[str, Decimal] = {}
    current = before
    for field in fields(Snapshot):
        moved = replace(current, **{field.name: getattr(after, field.name)})
        if moved.margin != current.margin:
            parts[field.name] = moved.margin - current.margin
        current = moved
    return parts
