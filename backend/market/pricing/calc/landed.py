"""What goods cost at the buyer's door: a supplier's price and all that its term leaves to pay."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from backend.core import money
from backend.market.pricing.calc.incoterms import (
    AFTER_ARRIVAL,
    COVER,
    FINE,
    SELLER_PAYS,
    Basis,
    Element,
    Fx,
    Kind,
    NoPrice,
    Part,
    Quantity,
    Term,
    fixed,
    gather,
    share,
)
from backend.market.pricing.calc.trace import Step, chain

SELLERS_OWN = frozenset({Kind.PACKING, Kind.COMMISSION, Kind.BANK_FEE})
"""Costs that are inside every price; the buyer never pays them on top."""


class Landed(NamedTuple):
    """What a lot costs at our door, and what of it is its value for customs."""

    total: Decimal
    per_unit: Decimal
    customs_value: Decimal
    parts: tuple[Part, ...]
    steps: tuple[Step, ...]


def left_to_buyer(term: Term, element: Element) -> bool:
    """This will tell whether a cost is the buyer's under a term.

    Insurance that the seller takes out for the buyer is not paid a second time.
    """
    if element.kind in SELLERS_OWN or term in SELLER_PAYS[element.kind]:
        return False
    return not element.only or term in element.only


def landed(
    term: Term,
    price: Decimal,
    elements: Sequence[Element],
    fx: Fx,
    quantity: Quantity,
    *,
    currency: str = "",
) -> Landed:
    """This will add to the price of a lot what its term leaves to the buyer.

    The value at arrival is price, costs before arrival and insurance; insurance is a share of it
    and solved in closed form. Raises UnknownCurrency, or NoPrice for shares that leave nothing.
    """
    sums = chain().set(price, kind="price", label=str(term))
    bought = fx.convert(sums, currency).round(2).value
    paid = [element for element in elements if left_to_buyer(term, element)]
    costs = gather(paid, fx, quantity)
    slope = 1 - costs.insurance * COVER
    if slope <= 0:
        raise NoPrice("insurance takes more than the value")
    at_arrival = (bought + costs.before + costs.share_before * bought) / slope
    value = money.price(at_arrival, places=FINE)
    order = {kind: place for place, kind in enumerate(Kind)}
    parts = []
    for element in sorted(paid, key=lambda element: order[element.kind]):
        if element.basis == Basis.PERCENT:
            worked = share(element, price=bought, value=value, duty=costs.duty)
        else:
            worked = fixed(element, fx, quantity)
        parts.append(Part(element, worked.value, worked.steps))
    for part in parts:
        sums.add(part.amount, **_words(part))
    total = sums.round(2).value
    sums.divide(quantity.tonnes, kind="quantity", label="tonnes").round(4)
    return Landed(total, sums.value, money.cents(value), tuple(parts), sums.steps)


def _words(part: Part) -> dict[str, Any]:
    kind = part.element.kind
    return {
        "kind": str(kind),
        "label": str(kind),
        "source": {
            "basis": str(part.element.basis),
            "after_arrival": kind in AFTER_ARRIVAL,
            **part.element.source,
        },
        "parts": part.steps,
    }
