"""How a price is built, step by step: base, discounts, tax, currency, the way there, rounding."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from backend.core import money
from backend.market.pricing.calc.incoterms import (
    COVER,
    FINE,
    Basis,
    Element,
    Fx,
    Kind,
    Quantity,
    Sums,
    UnknownCurrency,
    fixed,
    gather,
    share,
)
from backend.market.pricing.calc.trace import Chain, Step

ZERO, ONE = Decimal(0), Decimal(1)
HOME = "CNY"
CLOSED = frozenset({"cost", "markup"})
"""Kinds of steps that tell what goods cost us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tax:
    """Whether VAT is inside the base and at which rate; what the quote's own rate is."""

    included: bool
    base_rate: Decimal
    rate: Decimal


def discounted(steps: Chain, discounts: Iterable[tuple[str, Decimal]]) -> Chain:
    """This will take one discount after the other off the price."""
    for label, percent in discounts:
        told = {"percent": format(percent, "f"), "note": label}
        steps.multiply(ONE - percent, kind="discount", label="discount", source=told)
    return steps


def taxed(steps: Chain, tax: Tax) -> Chain:
    """This will bring a base to the tax of the quote: out with the one, in with the other."""
    have = tax.base_rate if tax.included else ZERO
    if have == tax.rate:
        return steps
    if have:
        told = {"rate": format(have, "f")}
        steps.divide(ONE + have, kind="tax", label="tax_out", source=told)
    if tax.rate:
        told = {"rate": format(tax.rate, "f")}
        steps.multiply(ONE + tax.rate, kind="tax", label="tax_in", source=told)
    return steps


@dataclass(frozen=True, slots=True)
class Money:
    """The currency of the quote, what one unit of each costs at home, and where that is told."""

    fx: Fx
    told: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def into(self, steps: Chain, currency: str) -> Chain:
        """This will bring a figure into the currency of the quote; raises UnknownCurrency."""
        wanted = self.fx.currency
        if currency == wanted:
            return steps
        for code, step in ((currency, steps.multiply), (wanted, steps.divide)):
            if code == HOME:
                continue
            if self.fx.rates.get(code, ZERO) <= 0:
                raise UnknownCurrency(code)
            step(self.fx.rates[code], kind="fx", label="fx", source=dict(self.told.get(code, {})))
        return steps


@dataclass(frozen=True, slots=True)
class Way:
    """What the seller pays until the goods are where the term says, for the whole lot."""

    paid: Sequence[Element]
    money: Money
    quantity: Quantity

    def sums(self) -> Sums:
        """This will gather the costs of one tonne."""
        whole, tonnes = gather(self.paid, self.money.fx, self.quantity), self.quantity.tonnes
        return replace(whole, before=whole.before / tonnes, after=whole.after / tonnes)

    def of_tonne(self, element: Element) -> Chain:
        """This will say what a cost that does not hang on the price adds to a tonne."""
        steps = fixed(element, self.money.fx, self.quantity)
        return steps.divide(self.quantity.tonnes, kind="share", label="spread").round(FINE)


def carried(steps: Chain, way: Way) -> Chain:
    """This will add to a tonne what its way costs; shares of the price are solved with it.

    The shared costs of the lot are spread over its tonnes. Raises NoPrice, UnknownCurrency.
    """
    if not way.paid:
        return steps
    sums = way.sums()
    whole = sums.price_for(steps.value)
    value = money.price(sums.value_of(whole), places=FINE)
    order = {kind: place for place, kind in enumerate(Kind)}
    for element in sorted(way.paid, key=lambda element: order[element.kind]):
        if element.basis == Basis.PERCENT:
            parts = share(element, price=whole, value=value, duty=sums.duty)
        else:
            parts = way.of_tonne(element)
        steps.add(
            parts.value,
            kind=str(element.kind),
            label=str(element.kind),
            source={"basis": str(element.basis), **element.source},
            parts=parts.steps,
        )
    return steps


def paid_in(price: Decimal, way: Way) -> Decimal:
    """This will say how much of a tonne's price goes to others on the way."""
    if not way.paid:
        return ZERO
    sums = way.sums()
    value = sums.value_of(price)
    left = price - sums.before - sums.after - price * (sums.share_before + sums.share_after)
    left -= value * (sums.insurance * COVER + sums.import_factor - ONE)
    return money.price(price - left)


def rounded(steps: Chain, *, places: int) -> Chain:
    """This will round at the end, unless the figure needs none."""
    if money.price(steps.value, places=places) == steps.value:
        return steps
    return steps.round(places)


def opened(steps: Sequence[Step]) -> tuple[Step, ...]:
    """This will cut the steps that tell what goods cost; what follows stands on their result."""
    last = max((at for at, step in enumerate(steps) if _is_closed(step)), default=-1)
    if last < 0:
        return tuple(steps)
    value = steps[last].after
    start = Step("base", "closed_base", "set", value, ZERO, value, {})
    return (start, *steps[last + 1 :])


def _is_closed(step: Step) -> bool:
    return step.kind in CLOSED or any(_is_closed(part) for part in step.parts)
