"""The cheapest ways to buy all lines: from one supplier, or from at most k, exactly.

Choosing at most k suppliers so that the lines, each at its cheapest chosen supplier, cost least is
solved by branch and bound. Two bounds cut branches: no line can cost less than at the cheapest
supplier that could still be chosen; and since what a supplier saves only shrinks as others are
chosen, the r suppliers left to choose save at most the r largest savings taken alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Basket(NamedTuple):
    """A way to buy: total in cents, suppliers in order, and who delivers each line."""

    total: int
    suppliers: tuple[str, ...]
    lines: tuple[str, ...]


class Single(NamedTuple):
    """What one supplier asks for all it offers, and which lines it leaves open."""

    supplier: str
    total: int
    missing: tuple[int, ...]


Costs = Mapping[str, Sequence[int | None]]
"""Cents of each line by supplier; None where it cannot be bought there."""


def singles(costs: Costs) -> list[Single]:
    """This will price every supplier alone: complete ones first, then by what is missing."""
    found = [
        Single(
            name,
            sum(cost for cost in row if cost is not None),
            tuple(at for at, cost in enumerate(row) if cost is None),
        )
        for name, row in costs.items()
    ]
    return sorted(found, key=lambda one: (len(one.missing), one.total, one.supplier))


def cheapest_single(costs: Costs) -> Basket | None:
    """This will find the cheapest supplier of everything, None when nobody offers everything."""
    first = next((one for one in singles(costs) if not one.missing), None)
    if first is None:
        return None
    return Basket(first.total, (first.supplier,), (first.supplier,) * len(costs[first.supplier]))


def cheapest_split(costs: Costs, *, most: int) -> Basket | None:
    """This will find the cheapest basket from at most so many suppliers; None when none covers.

    Of equal baskets the one with fewer suppliers wins, then the one whose names sort first.
    """
    size = len(next(iter(costs.values()), ()))
    if not size or most < 1:
        return None
    search = _Search(_useful(costs, size), most, size)
    search.run()
    if search.best is None:
        return None
    return _basket(costs, search.best)


def _useful(costs: Costs, size: int) -> dict[str, list[int]]:
    """Lines nobody covers cost more than everything else together, so that covering comes first."""
    known = [
        max((c for c in row if c is not None), default=0)
        for row in zip(*costs.values(), strict=True)
    ]
    nothing = sum(known) + 1
    return {
        name: [nothing if cost is None else cost for cost in costs[name]]
        for name in sorted(costs)
        if any(cost is not None for cost in costs[name])
    }


@dataclass
class _Search:
    rows: dict[str, list[int]]
    most: int
    size: int
    best: tuple[str, ...] | None = None
    limit: int = 0
    names: list[str] = field(default_factory=list)
    floors: list[list[int]] = field(default_factory=list)

    def run(self) -> None:
        """Cheap suppliers first, so that a good basket is known early."""
        if not self.rows:
            return
        ceiling = max(max(row) for row in self.rows.values())
        start = [ceiling] * self.size
        self.limit = ceiling * self.size + 1
        self.names = sorted(self.rows, key=lambda name: (sum(self.rows[name]), name))
        floor = list(start)
        self.floors = [floor]
        for name in reversed(self.names):
            floor = list(map(min, floor, self.rows[name]))
            self.floors.append(floor)
        self.floors.reverse()
        for width in range(1, self.most + 1):
            self._greedy(start, width)
        self._branch(0, start, ())

    def _greedy(self, start: list[int], width: int) -> None:
        """Each time the supplier that saves most."""
        here, chosen = start, ()  # type: tuple[list[int], tuple[str, ...]]
        for _turn in range(min(width, len(self.names))):
            left = [name for name in self.names if name not in chosen]
            name = min(left, key=lambda n: (sum(map(min, here, self.rows[n])), n))
            here, chosen = list(map(min, here, self.rows[name])), (*chosen, name)
        self._offer(sum(here), chosen)

    def _offer(self, total: int, chosen: tuple[str, ...]) -> None:
        chosen = tuple(sorted(chosen))
        if total > self.limit or not chosen:
            return
        rank = (total, len(chosen), chosen)
        if self.best is None or rank < (self.limit, len(self.best), self.best):
            self.limit, self.best = total, chosen

    def _branch(self, at: int, here: list[int], chosen: tuple[str, ...]) -> None:
        total = sum(here)
        self._offer(total, chosen)
        room = self.most - len(chosen)
        if room == 0 or at == len(self.names):
            return
        if sum(map(min, here, self.floors[at])) > self.limit:
            return
        after = {name: list(map(min, here, self.rows[name])) for name in self.names[at:]}
        saves = sorted((total - sum(row) for row in after.values()), reverse=True)
        if total - sum(saves[:room]) > self.limit:
            return
        for index in range(at, len(self.names)):
            name = self.names[index]
            self._branch(index + 1, after[name], (*chosen, name))


def _basket(costs: Costs, chosen: Sequence[str]) -> Basket | None:
    lines: list[str] = []
    total = 0
    for at in range(len(costs[chosen[0]])):
        offers = [(cost, name) for name in chosen if (cost := costs[name][at]) is not None]
        if not offers:
            return None
        cost, name = min(offers)
        total += cost
        lines.append(name)
    return Basket(total, tuple(sorted(set(lines))), tuple(lines))
