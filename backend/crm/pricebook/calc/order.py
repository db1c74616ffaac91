"""The one order in which prices are looked for, and when two entries would tie.

By level first, most specific first; inside a level a product beats a range of sizes, a range
beats a category, a category beats a metal, and that beats the whole book; then the higher
priority, the larger break that is reached, the newest validity. What remains equal is a tie, and
a tie is refused when it is saved.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

LEVELS = ("contract", "customer", "tier", "region", "channel", "list", "cost")
"""From the price agreed in one contract down to cost plus."""

ZERO = Decimal(0)


class Basis(StrEnum):
    """What a break counts."""

    NONE = "none"
    QUANTITY = "quantity"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Which goods an entry is for; empty means any."""

    product: str = ""
    category: str = ""
    metal: str = ""
    attribute: str = ""
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def key(self) -> str:
        """This will name the goods, the range apart."""
        if self.product:
            return f"product:{self.product}"
        head = "range" if self.attribute else "kind"
        return f"{head}:{self.category}:{self.metal}"

    @property
    def rank(self) -> int:
        """This will say how specific it is; two that fit one product and rank equal may tie."""
        if self.product:
            return 60
        return 40 * bool(self.attribute) + 10 * bool(self.category) + 5 * bool(self.metal)

    def meets(self, other: Item) -> bool:
        """This will tell whether a size can lie in both ranges, ends included."""
        return _before(self.low, other.high) and _before(other.low, self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """An entry as far as it can tie with another: where, what, from how much, when."""

    scope: str
    item: Item
    basis: str = Basis.NONE
    at: Decimal = ZERO
    first: date
    last: date | None = None


class Clash(StrEnum):
    """Why two entries cannot both stand."""

    SAME = "same"
    """Same goods, same break, days in common."""
    BASIS = "basis"
    """One breaks by quantity, the other by amount."""
    ATTRIBUTE = "attribute"
    """Ranges of two different sizes, and a product may fit both."""


def clash(one: Rule, two: Rule) -> Clash | None:
    """This will tell why two entries would tie, or None when one always comes first."""
    if one.scope != two.scope or one.item.key != two.item.key or not _share_a_day(one, two):
        return None
    if one.item.attribute != two.item.attribute:
        return Clash.ATTRIBUTE
    if not one.item.meets(two.item):
        return None
    if Basis.NONE not in (one.basis, two.basis) and one.basis != two.basis:
        return Clash.BASIS
    return Clash.SAME if one.at == two.at else None


def place(
    *, level: str, rank: int, priority: int, at: Decimal, first: date
) -> tuple[int, int, int, Decimal, int]:
    """This will give the place of an entry in the order: the least comes first."""
    return (LEVELS.index(level), -rank, -priority, -at, -first.toordinal())


def _before(low: Decimal | None, high: Decimal | None) -> bool:
    return low is None or high is None or low <= high


def _share_a_day(one: Rule, two: Rule) -> bool:
    starts_in_time = two.last is None or one.first <= two.last
    return starts_in_time and (one.last is None or two.first <= one.last)
