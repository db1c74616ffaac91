"""Two assays of the same sample, and the third that decides."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from backend.core import money, weight

SELLER, BUYER, BOTH = "seller", "buyer", "both"
TWO = Decimal(2)


class Verdict(NamedTuple):
    """The value that settles, how it was found and who bears the umpire; no value: ask him."""

    value: Decimal | None
    how: str
    loser: str = ""


def exchange(seller: Decimal, buyer: Decimal, *, limit: Decimal, places: int) -> Verdict:
    """This will settle two assays by their mean where they differ by the limit or less."""
    if abs(seller - buyer) > limit:
        return Verdict(None, "umpire")
    return Verdict(weight.measured((seller + buyer) / TWO, places=places), "mean")


def decide(seller: Decimal, buyer: Decimal, umpire: Decimal, *, rule: str, places: int) -> Verdict:
    """This will settle by the umpire; who was further from him bears his cost.

    `mean_nearer`: the mean of the umpire and the nearer side; `nearest`: the nearer side;
    `middle`: the middle one of the three; `umpire`: the umpire alone. Where he lies outside
    both, the nearer side stands; at equal distance he stands, but for the rule of the umpire.
    """
    ours, theirs = abs(seller - umpire), abs(buyer - umpire)
    if ours == theirs:
        return Verdict(umpire, "umpire", BOTH)
    nearer, loser = (seller, BUYER) if ours < theirs else (buyer, SELLER)
    if rule == "umpire":
        return Verdict(umpire, "umpire", loser)
    is_outside = not min(seller, buyer) <= umpire <= max(seller, buyer)
    if is_outside or rule == "nearest":
        return Verdict(nearer, "nearer", loser)
    if rule == "middle":
        return Verdict(umpire, "middle", loser)
    return Verdict(weight.measured((umpire + nearer) / TWO, places=places), "mean_nearer", loser)


def shares(cost: Decimal, *, losers: Mapping[str, str]) -> dict[str, Decimal]:
    """This will share the umpire's cost: each element equally, to who lost it."""
    points = {SELLER: 0, BUYER: 0}
    for loser in losers.values():
        for side in points:
            points[side] += 2 if loser == side else int(loser == BOTH)
    parts = money.allocate(cost, list(points.values()), places=2)
    return dict(zip(points, parts, strict=True))
