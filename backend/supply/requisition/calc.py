"""Filling the lines that are bought together."""

from collections.abc import Sequence
from decimal import Decimal

ZERO = Decimal(0)


def fill(shares: Sequence[Decimal], ordered: Decimal) -> list[Decimal]:
    """This will hand ordered tonnes to shares in their order, none more than it asked for."""
    left, found = ordered, []
    for share in shares:
        part = max(ZERO, min(share, left))
        found.append(part)
        left -= part
    return found
