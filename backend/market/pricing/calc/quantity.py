"""Quantity: what a delivery costs when it is not the agreed weight to the kilogram (溢短装)."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from backend.core import money, weight


class OverDelivered(NamedTuple):
    """A delivery parted at the upper end of its band, with the money for both answers."""

    at_contract: Decimal
    beyond: Decimal
    amount_if_accepted: Decimal
    amount_if_rejected: Decimal


def over_delivery(
    delivered: Decimal, *, ceiling: Decimal, price: Decimal, market: Decimal
) -> OverDelivered:
    """This will price a delivery that may pass its ceiling: beyond it at market or refused.

    Up to the ceiling the contract price holds; accepting the rest takes both parties' consent.
    """
    inside = weight.tonnes(min(delivered, ceiling))
    beyond = weight.tonnes(max(delivered - ceiling, Decimal(0)))
    kept = money.amount(inside, price)
    return OverDelivered(inside, beyond, kept + money.amount(beyond, market), kept)


def difference_at_market(
    delivered: Decimal, *, agreed: Decimal, price: Decimal, market: Decimal
) -> Decimal:
    """This will price the agreed weight by contract and the difference at the market of the day.

    For clauses that ask for it; otherwise every tonne inside the band has the contract price.
    """
    return money.amount(agreed, price) + money.amount(delivered - agreed, market)
