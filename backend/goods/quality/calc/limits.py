"""Whether a finding holds what was asked."""

from decimal import Decimal

YES, NO = "yes", "no"


def is_within(value: Decimal, *, lower: Decimal | None, upper: Decimal | None) -> bool:
    """This will test a rounded value against its limits, both inside."""
    return (lower is None or lower <= value) and (upper is None or value <= upper)


def is_as_said(text: str, *, wanted: str) -> bool:
    """This will test a word against the one wanted; where none is wanted, any word holds."""
    return not wanted or text.strip().casefold() == wanted.strip().casefold()
