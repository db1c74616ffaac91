"""Lists of serials as people hand them in."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal


def cleaned(nos: Iterable[str]) -> list[str]:
    """This will trim serials, leave out empty ones and keep their order."""
    return [no for one in nos if (no := one.strip())]


def twice(nos: Iterable[str]) -> list[str]:
    """This will name the serials that were handed in more than once, in order."""
    return [no for no, times in Counter(nos).items() if times > 1]


def matches(nos: Sequence[str], quantity: Decimal) -> bool:
    """Test whether there is exactly one serial for every piece."""
    return Decimal(len(nos)) == quantity
