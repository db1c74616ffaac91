"""Outsourced processing (委外加工): metal that leaves, comes back changed, and what is missing.

Weights are tonnes, percentages out of 100, prices per tonne including VAT.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from backend.core import money, weight


class DoesNotBalance(ValueError):
    """More came back than was sent out."""


class Yield(NamedTuple):
    """What became of the metal issued, in percent to three places, and the tonnes lost."""

    finished_percent: Decimal
    scrap_percent: Decimal
    loss_percent: Decimal
    loss: Decimal


class Overuse(NamedTuple):
    """Tonnes allowed, tonnes beyond, and what the processor is charged for them."""

    allowed: Decimal
    excess: Decimal
    charge: Decimal


class Fee(NamedTuple):
    """A processing fee and what is left of it; below zero the processor pays."""

    fee: Decimal
    scrap: Decimal
    payable: Decimal


class Element(NamedTuple):
    """One element of an alloy balanced on its own."""

    issued: Decimal
    returned: Decimal
    loss: Decimal
    loss_percent: Decimal


class Graded(NamedTuple):
    """Tonnes of metal with their content of one element as a ratio."""

    tonnes: Decimal
    content: Decimal


class Account(NamedTuple):
    """The material account with a processor at the end of a period."""

    consumed: Decimal
    book: Decimal
    difference: Decimal
    """Counted less booked: below zero metal is missing."""


def outcome(issued: Decimal, *, finished: Decimal, scrap: Decimal) -> Yield:
    """This will take finished goods, scrap and loss as shares of the metal issued.

    Raises DoesNotBalance when more came back than was issued.
    """
    loss = issued - finished - scrap
    if issued <= 0 or loss < 0:
        raise DoesNotBalance(f"{issued} t issued, {finished + scrap} t came back")
    return Yield(
        finished_percent=weight.measured(finished / issued * 100, places=3),
        scrap_percent=weight.measured(scrap / issued * 100, places=3),
        loss_percent=weight.measured(loss / issued * 100, places=3),
        loss=loss,
    )


def loss_beyond(
    issued: Decimal, *, loss: Decimal, allowance_percent: Decimal, price: Decimal
) -> Overuse:
    """This will charge unrecoverable loss beyond its allowance."""
    return _overuse(issued * allowance_percent / 100, loss, price)


def overuse(
    issued: Decimal,
    *,
    finished: Decimal,
    returned: Decimal,
    standard_yield: Decimal,
    price: Decimal,
) -> Overuse:
    """This will charge metal used beyond what the standard yield (a ratio) needs."""
    return _overuse(finished / standard_yield, issued - returned, price)


def fee(finished: Decimal, *, rate: Decimal, scrap_kept: Decimal, scrap_price: Decimal) -> Fee:
    """This will set scrap the processor keeps against the fee per finished tonne."""
    due, worth = money.amount(finished, rate), money.amount(scrap_kept, scrap_price)
    return Fee(due, worth, due - worth)


def element(issued: Iterable[Graded], *, returned: Iterable[Graded]) -> Element:
    """This will balance one element of an alloy; mass alone would hide copper behind zinc."""
    sent, back = _content(issued), _content(returned)
    if sent <= 0:
        raise DoesNotBalance("none of this element was issued")
    lost = sent - back
    return Element(sent, back, lost, weight.measured(lost / sent * 100, places=3))


def share_cost(
    cost: Decimal, *, tonnes: Sequence[Decimal], coefficients: Sequence[Decimal]
) -> list[Decimal]:
    """This will share a processing cost over finished items by weight times equivalence."""
    return money.allocate(cost, [a * b for a, b in zip(tonnes, coefficients, strict=True)])


def unit_cost(
    material: Decimal,
    *,
    scrap_credit: Decimal,
    fee_excl: Decimal,
    freight_excl: Decimal,
    charged: Decimal,
    finished: Decimal,
) -> Decimal:
    """This will return the cost per finished tonne of metal that stayed ours, to four places.

    `charged` is what the processor pays for abnormal loss; normal loss stays in the cost.
    """
    return money.price((material - scrap_credit + fee_excl + freight_excl - charged) / finished)


def account(
    opening: Decimal,
    *,
    issued: Decimal,
    finished: Decimal,
    standard_yield: Decimal,
    returned: Decimal,
    charged: Decimal,
    counted: Decimal,
) -> Account:
    """This will close a processor's material account and compare it with the mill's count.

    Consumption is what the finished goods need at standard yield, whatever was issued.
    """
    consumed = weight.tonnes(finished / standard_yield)
    book = opening + issued - consumed - returned - charged
    return Account(consumed, book, counted - book)


def _overuse(allowed: Decimal, used: Decimal, price: Decimal) -> Overuse:
    limit = weight.tonnes(allowed)
    excess = max(used - limit, Decimal("0.000"))
    return Overuse(limit, excess, money.amount(excess, price))


def _content(parts: Iterable[Graded]) -> Decimal:
    return sum((part.tonnes * part.content for part in parts), Decimal(0))
