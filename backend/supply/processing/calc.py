"""The sums of a processing order: what is needed, what balances, what is owed.

Weights are tonnes, shares are out of one, prices are per tonne.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from backend.core import money, weight
from backend.market.pricing.calc import processing

ZERO = Decimal("0.000")


class Masses(NamedTuple):
    """Every tonne of an order; the residual is what nobody has explained yet."""

    issued: Decimal
    returned: Decimal
    consumed: Decimal
    outputs: Decimal
    byproducts: Decimal
    loss: Decimal

    @property
    def at_mill(self) -> Decimal:
        """Material that still lies at the mill."""
        return self.issued - self.returned - self.consumed

    @property
    def residual(self) -> Decimal:
        """Issued less returned, output, by-products, loss and what lies at the mill."""
        known = self.returned + self.outputs + self.byproducts + self.loss + self.at_mill
        return self.issued - known


class ElementRow(NamedTuple):
    """One element balanced on its own."""

    element: str
    charged: Decimal
    outputs: Decimal
    byproducts: Decimal
    loss: Decimal
    residual: Decimal
    limit: Decimal
    loss_percent: Decimal


class Content(NamedTuple):
    """An element's share of a material, and the share of it that may be lost."""

    content: Decimal
    allowance: Decimal


Shares = Mapping[tuple[str, str], Content]
"""(product, element) to its content."""


def tolerance(resolution: Decimal, *, tickets: int) -> Decimal:
    """This will tell how far the scales alone may leave a balance open."""
    return resolution * tickets


def needed(good: Decimal, *, metal_share: Decimal, std_yield: Decimal) -> Decimal:
    """This will tell how much material good output stands for, whatever was issued."""
    return weight.tonnes(good * metal_share / std_yield)


def metal_in(good: Decimal, *, metal_share: Decimal) -> Decimal:
    """This will tell how much of an output is metal that was put in."""
    return weight.tonnes(good * metal_share)


def over_inputs(total: Decimal, shares: Sequence[Decimal]) -> list[Decimal]:
    """This will share a consumption over the materials of a bill, to the kilogram."""
    return money.allocate(total, list(shares), places=3)


def first_in(wanted: Decimal, there: Sequence[Decimal]) -> list[Decimal]:
    """This will take tonnes from the oldest first and no more than lies there."""
    parts = []
    for free in there:
        part = min(wanted, max(free, ZERO))
        parts.append(part)
        wanted -= part
    return parts


def fee(basis: str, price: Decimal, *, output: Decimal, charge: Decimal, pieces: int) -> Decimal:
    """This will count a fee with tax on what its basis names; a lump fee comes at the end."""
    counted = {"output": output, "input": charge, "piece": Decimal(pieces)}
    return money.amount(counted[basis], price) if basis in counted else money.ZERO


def excess(
    basis: str,
    *,
    consumed: Decimal,
    outputs: Decimal,
    loss: Decimal,
    std_yield: Decimal,
    std_loss: Decimal,
    allowed_extra: Decimal,
    price: Decimal,
) -> processing.Overuse:
    """This will charge metal used beyond what was agreed, measured as the order says.

    By yield: output short of the standard yield less the extra allowed. By loss: recorded loss
    beyond the standard loss and the extra. By input: material beyond what the output stands for.
    """
    if basis == "input":
        return processing.overuse(
            consumed,
            finished=outputs,
            returned=ZERO,
            standard_yield=std_yield - allowed_extra,
            price=price,
        )
    allowance = 1 - std_yield if basis == "yield" else std_loss
    lost = consumed - outputs if basis == "yield" else loss
    return processing.loss_beyond(
        consumed, loss=lost, allowance_percent=(allowance + allowed_extra) * 100, price=price
    )


def yield_percent(outputs: Decimal, consumed: Decimal) -> Decimal | None:
    """This will tell the yield in percent to three places; None before anything was used."""
    return weight.measured(outputs / consumed * 100, places=3) if consumed > 0 else None


def elements(
    shares: Shares,
    *,
    consumed: Mapping[str, Decimal],
    outputs: Mapping[str, Decimal],
    byproducts: Mapping[str, Decimal],
    losses: Mapping[str, Decimal],
    scales: Decimal,
) -> list[ElementRow]:
    """This will balance every element of an alloy on its own: one must not hide another.

    Loss that names no element (key "") is shared by what the charge held of each.
    """
    names = sorted({element for _, element in shares})
    whole = sum(consumed.values(), ZERO)
    return [
        _element(name, shares, consumed, outputs, byproducts, losses, scales, whole)
        for name in names
    ]


def _element(
    name: str,
    shares: Shares,
    consumed: Mapping[str, Decimal],
    outputs: Mapping[str, Decimal],
    byproducts: Mapping[str, Decimal],
    losses: Mapping[str, Decimal],
    scales: Decimal,
    whole: Decimal,
) -> ElementRow:
    charged = _held(name, shares, consumed)
    out, by = _held(name, shares, outputs), _held(name, shares, byproducts)
    unnamed = losses.get("", ZERO) * charged / whole if whole else ZERO
    loss = losses.get(name, ZERO) + unnamed
    allowance = max(
        (content.allowance for (_, element), content in shares.items() if element == name),
        default=ZERO,
    )
    gone = charged - out - by
    return ElementRow(
        element=name,
        charged=_five(charged),
        outputs=_five(out),
        byproducts=_five(by),
        loss=_five(loss),
        residual=_five(gone - loss),
        limit=_five(scales + charged * allowance),
        loss_percent=weight.measured(gone / charged * 100, places=3) if charged else ZERO,
    )


def _held(name: str, shares: Shares, weights: Mapping[str, Decimal]) -> Decimal:
    return sum(
        (
            tonnes * shares[product, name].content
            for product, tonnes in weights.items()
            if (product, name) in shares
        ),
        ZERO,
    )


def _five(value: Decimal) -> Decimal:
    return weight.measured(value, places=5)


class Spread(NamedTuple):
    """A mill's yields of one product: how many, their mean and two standard deviations."""

    orders: int
    mean: Decimal
    two_sigma: Decimal


def spread(values: Sequence[Decimal]) -> Spread | None:
    """This will tell the mean and spread of yields in percent; None of fewer than two."""
    if len(values) < 2:
        return None
    mean = sum(values, Decimal(0)) / len(values)
    variance = sum(((value - mean) ** 2 for value in values), Decimal(0)) / (len(values) - 1)
    return Spread(
        len(values),
        weight.measured(mean, places=3),
        weight.measured(2 * variance.sqrt(), places=3),
    )


def share_cost(
    cost: Decimal, *, tonnes: Sequence[Decimal], coefficients: Sequence[Decimal]
) -> list[Decimal]:
    """This will share a cost over outputs by weight times coefficient or selling price."""
    return processing.share_cost(cost, tonnes=tonnes, coefficients=coefficients)
