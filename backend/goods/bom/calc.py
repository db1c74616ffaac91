"""Sums over bills of materials: circles, explosion to any depth, and what changed."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
EXACT = 200
"""Digits that twelve levels of six places each never use up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need(Generic[K]):
    """So much of a part in one unit of the whole, at a place."""

    part: K
    quantity: Decimal
    position: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node(Generic[K]):
    """A part in a tree: how much of it in its whole and in the top, and what it is made of."""

    part: K
    quantity: Decimal
    total: Decimal
    position: str
    level: int
    below: "tuple[Node[K], ...]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Generic[K]):
    """A part and place in two versions; None where one of them does not name it."""

    part: K
    position: str
    before: Decimal | None
    after: Decimal | None


def circle(start: K, lines: Mapping[K, Sequence[K]]) -> list[K] | None:
    """This will find a way from a product through what it is made of back to it; None is well."""
    way: list[K] = [start]
    seen: set[K] = set()
    stack = [iter(lines.get(start, ()))]
    while stack:
        part = next(stack[-1], None)
        if part is None:
            stack.pop()
            way.pop()
        elif part == start:
            return [*way, start]
        elif part not in seen:
            seen.add(part)
            way.append(part)
            stack.append(iter(lines.get(part, ())))
    return None


def explode(
    top: K, lines: Mapping[K, Sequence[Need[K]]], *, quantity: Decimal = Decimal(1)
) -> tuple[Node[K], ...]:
    """This will take a product apart to the last part, with exact quantities at every level.

    The bills must be free of circles, as released ones are.
    """
    with localcontext(prec=EXACT):
        return _below(top, lines, quantity, 1)


def _below(
    whole: K, lines: Mapping[K, Sequence[Need[K]]], quantity: Decimal, level: int
) -> tuple[Node[K], ...]:
    return tuple(
        Node(
            part=need.part,
            quantity=need.quantity,
            total=(quantity * need.quantity).normalize(),
            position=need.position,
            level=level,
            below=_below(need.part, lines, quantity * need.quantity, level + 1),
        )
        for need in lines.get(whole, ())
    )


def flat(nodes: Sequence[Node[K]]) -> list[Node[K]]:
    """This will list a tree from the top down, every part after its whole."""
    found: list[Node[K]] = []
    for node in nodes:
        found.append(node)
        found += flat(node.below)
    return found


def needs(nodes: Sequence[Node[K]]) -> dict[K, Decimal]:
    """This will add up how much of each part that is not made of others the whole takes."""
    sums: dict[K, Decimal] = {}
    for node in flat(nodes):
        if not node.below:
            sums[node.part] = sums.get(node.part, Decimal(0)) + node.total
    return sums


def difference(before: Sequence[Need[K]], after: Sequence[Need[K]]) -> list[Change[K]]:
    """This will tell what was added, dropped or changed in quantity between two versions."""
    old = {(need.part, need.position): need.quantity for need in before}
    new = {(need.part, need.position): need.quantity for need in after}
    return [
        Change(part=part, position=position, before=was, after=now)
        for part, position in dict.fromkeys([*old, *new])
        if (was := old.get((part, position))) != (now := new.get((part, position)))
    ]
