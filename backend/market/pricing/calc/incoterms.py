"""Incoterms 2020 as data, and the price of goods under each of them at one and the same net-back.

The net-back is what the seller keeps for goods packed at the works. A term adds what the seller
pays until the goods and the risk are the buyer's. Costs per tonne, container or bill of lading
are known beforehand; those in percent hang on the price they are part of, so all are solved
together:

    P = N + F + A + rkV + dV + v(V + dV) + (c + e)P       price
    V = P - A - eP - dV - v(V + dV)                       value at the place of arrival

with N the net-back, F and A the costs before and after arrival, c and e shares of the price paid
before and after arrival, r the rate of insurance, k = 110 %, d the duty and v the import tax. For
CIF and CIP nothing is paid after arrival and V is the price itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from backend.core import money
from backend.market.pricing.calc.elements import (
    AFTER_ARRIVAL,
    SEA_ONLY,
    SELLER_PAYS,
    Basis,
    Element,
    Fx,
    Kind,
    Quantity,
    Term,
    UnknownCurrency,
    pays,
)
from backend.market.pricing.calc.trace import Chain, Step, chain

__all__ = [
    "AFTER_ARRIVAL",
    "COVER",
    "FINE",
    "SEA_ONLY",
    "SELLER_PAYS",
    "Basis",
    "Element",
    "Fx",
    "Kind",
    "NetBack",
    "NoPrice",
    "Part",
    "Quantity",
    "Sums",
    "Term",
    "TermPrice",
    "UnknownCurrency",
    "fixed",
    "gather",
    "net_back",
    "parts_of",
    "pays",
    "price",
    "prices",
    "share",
]

COVER = Decimal("1.10")
"""Goods are insured for their value at arrival and a tenth more."""
FINE = 12
"""Places of a cost in percent before the price is rounded to the cent."""


class NoPrice(ValueError):
    """Shares of the price come to the whole of it or more, so that no price covers them."""


class Part(NamedTuple):
    """One cost inside a price, in the price's currency, and how it came about."""

    element: Element
    amount: Decimal
    steps: tuple[Step, ...]


class TermPrice(NamedTuple):
    """A price under a term. The steps lead from the net-back to the price of a tonne."""

    term: Term
    total: Decimal
    per_unit: Decimal
    net_back: Decimal
    parts: tuple[Part, ...]
    steps: tuple[Step, ...]


class NetBack(NamedTuple):
    """What a price leaves to the seller."""

    total: Decimal
    per_unit: Decimal
    parts: tuple[Part, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """The costs of one payer, gathered for the equations at the head of this module."""

    before: Decimal
    after: Decimal
    share_before: Decimal
    share_after: Decimal
    insurance: Decimal
    duty: Decimal
    tax: Decimal

    @property
    def import_factor(self) -> Decimal:
        """What one unit of value costs with duty and tax."""
        return (1 + self.duty) * (1 + self.tax)

    def value_of(self, price: Decimal) -> Decimal:
        """This will give the value at arrival inside a price."""
        return (price * (1 - self.share_after) - self.after) / self.import_factor

    def price_for(self, net_back: Decimal) -> Decimal:
        """This will solve the price that leaves a net-back; raises NoPrice."""
        rest = 1 - self.share_after
        if rest <= 0:
            raise NoPrice("shares of the price leave nothing of it")
        slope = 1 - self.insurance * COVER - self.share_before * self.import_factor / rest
        if slope <= 0:
            raise NoPrice("shares of the price leave nothing of it")
        value = (net_back + self.before + self.share_before * self.after / rest) / slope
        return (value * self.import_factor + self.after) / rest


def prices(
    net_back: Decimal,
    elements: Sequence[Element],
    fx: Fx,
    quantity: Quantity,
    *,
    currency: str = "",
) -> dict[Term, TermPrice]:
    """This will price a lot under all eleven terms so that each leaves the same net-back a tonne.

    `currency` is the net-back's own when it is not the price's. Raises UnknownCurrency, NoPrice.
    """
    return {term: price(term, net_back, elements, fx, quantity, currency=currency) for term in Term}


def price(
    term: Term,
    net_back: Decimal,
    elements: Sequence[Element],
    fx: Fx,
    quantity: Quantity,
    *,
    currency: str = "",
) -> TermPrice:
    """This will price a lot under one term; raises UnknownCurrency or NoPrice."""
    sums = chain().set(net_back, kind="net_back", label="net_back")
    sums.multiply(quantity.tonnes, kind="quantity", label="tonnes")
    kept = fx.convert(sums, currency).round(2).value
    paid = [element for element in elements if pays(term, element)]
    whole = gather(paid, fx, quantity).price_for(kept)
    parts = parts_of(paid, whole, fx, quantity)
    for part in parts:
        sums.add(part.amount, **_words(part))
    total = sums.round(2).value
    sums.divide(quantity.tonnes, kind="quantity", label="tonnes").round(4)
    return TermPrice(term, total, sums.value, kept, parts, sums.steps)


def net_back(
    term: Term, price: Decimal, elements: Sequence[Element], fx: Fx, quantity: Quantity
) -> NetBack:
    """This will take the price of a lot apart again, down to what it leaves to the seller."""
    paid = [element for element in elements if pays(term, element)]
    parts = parts_of(paid, price, fx, quantity)
    sums = chain().set(price, kind="price", label=str(term))
    for part in parts:
        sums.add(-part.amount, **_words(part, negative=True))
    total = sums.round(2).value
    sums.divide(quantity.tonnes, kind="quantity", label="tonnes").round(4)
    return NetBack(total, sums.value, parts, sums.steps)


def gather(paid: Iterable[Element], fx: Fx, quantity: Quantity) -> Sums:
    """This will add up costs by where they stand in the equations."""
    found = dict.fromkeys(
        ("before", "after", "share_before", "share_after", "insurance", "duty", "tax"), Decimal(0)
    )
    special = {Kind.INSURANCE: "insurance", Kind.DUTY: "duty", Kind.IMPORT_TAX: "tax"}
    for element in paid:
        side = "after" if element.kind in AFTER_ARRIVAL else "before"
        if element.basis == Basis.PERCENT:
            found[special.get(element.kind, f"share_{side}")] += element.amount
        else:
            found[side] += fixed(element, fx, quantity).value
    return Sums(**found)


def parts_of(
    paid: Sequence[Element], price: Decimal, fx: Fx, quantity: Quantity
) -> tuple[Part, ...]:
    """This will give every cost inside a price, in the order of the way."""
    sums = gather(paid, fx, quantity)
    value = money.price(sums.value_of(price), places=FINE)
    order = {kind: place for place, kind in enumerate(Kind)}
    found = []
    for element in sorted(paid, key=lambda element: order[element.kind]):
        if element.basis == Basis.PERCENT:
            worked = share(element, price=price, value=value, duty=sums.duty)
        else:
            worked = fixed(element, fx, quantity)
        found.append(Part(element, worked.value, worked.steps))
    return tuple(found)


def fixed(element: Element, fx: Fx, quantity: Quantity) -> Chain:
    """This will work out a cost that does not hang on the price, to the cent of its currency."""
    times = {
        Basis.TONNE: quantity.tonnes,
        Basis.CONTAINER: Decimal(quantity.containers),
        Basis.BILL: Decimal(quantity.bills),
    }[element.basis]
    sums = chain().set(
        element.amount,
        kind=str(element.kind),
        label=f"per_{element.basis}",
        source={**element.source, "currency": element.currency or fx.currency},
    )
    sums.multiply(times, kind="quantity", label=f"{element.basis}s")
    return fx.convert(sums, element.currency).round(2)


def share(element: Element, *, price: Decimal, value: Decimal, duty: Decimal) -> Chain:
    """This will work out a cost in percent of the price, or of the value at arrival."""
    if element.kind == Kind.INSURANCE:
        sums = chain().set(value, kind="base", label="value")
        sums.multiply(COVER, kind="cover", label="cover")
    elif element.kind == Kind.DUTY:
        sums = chain().set(value, kind="base", label="value")
    elif element.kind == Kind.IMPORT_TAX:
        sums = chain().set(value, kind="base", label="value")
        if duty:
            sums.multiply(1 + duty, kind="duty", label="with_duty")
    else:
        sums = chain().set(money.price(price, places=FINE), kind="base", label="price")
    sums.multiply(element.amount, kind=str(element.kind), label="rate", source=element.source)
    return sums.round(FINE)


def _words(part: Part, *, negative: bool = False) -> dict[str, Any]:
    steps = part.steps
    if negative:
        steps = Chain(steps).multiply(-1, kind="sign", label="taken_off").steps
    return {
        "kind": str(part.element.kind),
        "label": str(part.element.kind),
        "source": {"basis": str(part.element.basis), **part.element.source},
        "parts": steps,
    }
