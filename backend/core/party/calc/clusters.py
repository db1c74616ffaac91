"""Who belongs together when A is like B and B is like C."""

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def clusters(pairs: Iterable[tuple[T, T]]) -> list[set[T]]:
    """This will join pairs into groups by union-find; the groups come in order of first sight."""
    parent: dict[T, T] = {}

    def root(one: T) -> T:
        parent.setdefault(one, one)
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for left, right in pairs:
        parent[root(right)] = root(left)
    found: dict[T, set[T]] = {}
    for one in parent:
        found.setdefault(root(one), set()).add(one)
    return list(found.values())
