"""Fixing: a price called in tranches, and what happens when the scale says otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from backend.core import money, weight


class OverPriced(ValueError):
    """More tonnes would be priced than the contract and its tolerance allow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tranche:
    """One call: tonnes fixed at a base price plus the contract's premium and fee."""

    quantity: Decimal
    base: Decimal
    premium: Decimal = Decimal(0)

    @property
    def price(self) -> Decimal:
        """Price per tonne, unrounded."""
        return self.base + self.premium

    @property
    def amount(self) -> Decimal:
        """Money of this tranche, rounded here and nowhere later."""
        return money.amount(self.quantity, self.price)


class Fixed(NamedTuple):
    """A pricing lot as its tranches stand."""

    amounts: tuple[Decimal, ...]
    amount: Decimal
    priced: Decimal
    unpriced: Decimal
    average: Decimal
    """Display only: never multiply it back (places as asked for)."""


class Settled(NamedTuple):
    """What a delivered weight costs under a rule for the difference."""

    amount: Decimal
    excess: Decimal
    """Tonnes delivered beyond the priced quantity, negative when fewer came."""
    excess_amount: Decimal


def settle_tranches(tranches: Sequence[Tranche], *, agreed: Decimal, places: int = 2) -> Fixed:
    """This will add up the tranches of a lot of `agreed` tonnes, money by tranche.

    `unpriced` never falls below zero; call `check_priced` first to refuse too much.
    """
    amounts = tuple(tranche.amount for tranche in tranches)
    priced = sum((tranche.quantity for tranche in tranches), Decimal(0))
    amount = money.total(amounts)
    average = money.price(amount / priced, places=places) if priced else Decimal(0)
    unpriced = weight.tonnes(max(agreed - priced, Decimal(0)))
    return Fixed(amounts, amount, weight.tonnes(priced), unpriced, average)


def check_priced(priced: Decimal, *, adding: Decimal, ceiling: Decimal) -> Decimal:
    """This will return the priced tonnes after one more call, or raise OverPriced.

    `ceiling` is the upper end of the tolerance band; reaching it exactly is allowed.
    """
    after = priced + adding
    if adding <= 0 or after > ceiling:
        raise OverPriced(f"{priced} t and {adding} t more do not fit into {ceiling} t")
    return after


def by_last_tranche(tranches: Sequence[Tranche], *, delivered: Decimal) -> Settled:
    """This will settle a short delivery by shortening the calls from the last one backwards.

    A delivery beyond the priced tonnes is charged at the price of the last tranche.
    """
    _require(tranches, delivered)
    left = delivered
    amounts: list[Decimal] = []
    for tranche in tranches:
        taken = min(tranche.quantity, left)
        left -= taken
        amounts.append(money.amount(taken, tranche.price))
    over = money.amount(left, tranches[-1].price)
    return _settled(money.total([*amounts, over]), tranches, delivered, over)


def pro_rata(tranches: Sequence[Tranche], *, delivered: Decimal) -> Settled:
    """This will settle a delivery at the unrounded weighted average of all calls."""
    _require(tranches, delivered)
    priced = sum(tranche.quantity for tranche in tranches)
    value = sum(tranche.quantity * tranche.price for tranche in tranches)
    amount = money.cents(delivered * value / priced)
    return _settled(amount, tranches, delivered, Decimal("0.00"))


def excess_at_market(
    tranches: Sequence[Tranche], *, delivered: Decimal, mark: Decimal, premium: Decimal
) -> Settled:
    """This will settle all calls as they stand and the tonnes beyond at the delivery-day market.

    With fewer tonnes than priced there is no excess, and the last tranche is shortened.
    """
    _require(tranches, delivered)
    excess = delivered - sum(tranche.quantity for tranche in tranches)
    if excess <= 0:
        return by_last_tranche(tranches, delivered=delivered)
    over = money.amount(excess, mark + premium)
    whole = money.total([*(tranche.amount for tranche in tranches), over])
    return _settled(whole, tranches, delivered, over)


def _require(tranches: Sequence[Tranche], delivered: Decimal) -> None:
    if not tranches or sum(tranche.quantity for tranche in tranches) <= 0:
        raise ValueError("nothing has been priced yet")
    if delivered < 0:
        raise ValueError("a delivered weight cannot be negative")


def _settled(
    amount: Decimal, tranches: Sequence[Tranche], delivered: Decimal, over: Decimal
) -> Settled:
    excess = weight.tonnes(delivered - sum(tranche.quantity for tranche in tranches))
    return Settled(amount, excess, over)
