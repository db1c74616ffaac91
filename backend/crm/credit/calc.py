"""Sums of credit on plain values."""

from datetime import date
from decimal import Decimal

ZERO = Decimal("0.00")


def usable(limit: Decimal, *, valid_until: date | None, on: date) -> Decimal:
    """This will give the limit that holds on a day: nothing once its last day has passed."""
    return limit if valid_until is None or on <= valid_until else ZERO


def fits(exposure: Decimal, *, amount: Decimal, limit: Decimal) -> bool:
    """This will test whether one more use stays inside the limit; giving back always does."""
    return amount <= 0 or exposure + amount <= limit
