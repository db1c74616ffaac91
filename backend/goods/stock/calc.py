"""Stock sums on plain values: which lots serve a wish, and what goes with the tonnes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from backend.core import money, weight

ZERO = Decimal("0.000")


class Measures(NamedTuple):
    """Pieces, theoretical and actual tonnes of the same goods."""

    pieces: int
    theoretical: Decimal
    actual: Decimal

    def __neg__(self) -> Measures:
        return Measures(-self.pieces, -self.theoretical, -self.actual)


def pick(wanted: Decimal, *, free: Iterable[Decimal]) -> list[Decimal]:
    """This will take tonnes from the first that has some, then the next; it may fall short."""
    taken: list[Decimal] = []
    for there in free:
        part = min(max(there, ZERO), wanted)
        taken.append(part)
        wanted -= part
    return taken


def part_of(whole: Measures, *, tonnes: Decimal, pieces: int | None = None) -> Measures:
    """This will return what leaves with some tonnes of a lot; all of them take everything.

    Pieces not counted follow the weight, rounded to whole ones; counted ones are taken as
    stated as far as there are so many.
    """
    if tonnes == whole.actual:
        return whole
    share = tonnes / whole.actual
    counted = int(weight.rounded(whole.pieces * share, places=0)) if pieces is None else pieces
    return Measures(min(counted, whole.pieces), weight.tonnes(whole.theoretical * share), tonnes)


def theory_of(whole: Measures, *, pieces: int) -> Decimal:
    """This will return the theoretical weight of so many pieces of a lot, more or fewer."""
    return weight.tonnes(whole.theoretical * pieces / whole.pieces)


def share_pieces(stated: int | None, *, tonnes: Sequence[Decimal]) -> list[int | None]:
    """This will share the pieces counted on a truck over the lots they came from, by weight."""
    if not stated:
        return [None] * len(tonnes)
    return [int(part) for part in money.allocate(stated, tonnes, places=0)]


def split(whole: Measures, *, parts: Sequence[tuple[int, Decimal]]) -> list[Measures]:
    """This will part a lot into pieces and tonnes given for each; theoretical weight follows.

    The theoretical weight is shared by largest remainder, so all three measures add up.
    Raises ValueError when the parts do not add up to the whole.
    """
    if sum(tonnes for _, tonnes in parts) != whole.actual:
        raise ValueError("the weights of the parts must add up to the lot")
    if sum(pieces for pieces, _ in parts) != whole.pieces:
        raise ValueError("the pieces of the parts must add up to the lot")
    theoretical = money.allocate(whole.theoretical, [tonnes for _, tonnes in parts], places=3)
    return [
        Measures(pieces, theory, tonnes)
        for (pieces, tonnes), theory in zip(parts, theoretical, strict=True)
    ]


def total(parts: Iterable[Measures]) -> Measures:
    """This will add measures up."""
    found = list(parts)
    return Measures(
        sum(part.pieces for part in found),
        sum((part.theoretical for part in found), ZERO),
        sum((part.actual for part in found), ZERO),
    )
