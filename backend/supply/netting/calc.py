"""How much two sides' debts cancel."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from backend.core import money


def parts(total: Decimal, debts: Sequence[Decimal]) -> list[Decimal]:
    """This will take a total from the first debts on, no more than each of them is."""
    taken = []
    for debt in debts:
        part = min(total, debt)
        taken.append(part)
        total -= part
    return taken


def common(ours: Sequence[Decimal], theirs: Sequence[Decimal]) -> Decimal:
    """This will tell how much both sides owe."""
    return min(money.total(ours), money.total(theirs))
