"""Sums of a receipt: whose weight is paid, what part passed, whether a value is within limits."""

from decimal import Decimal
from typing import NamedTuple

from backend.core import weight as tonnes

PERMILLE = Decimal(1000)
OURS, THEIRS, THEORETICAL = "buyer", "seller", "theoretical"
"""Weight rules by which one figure decides: our scale, the supplier's, the theoretical weight."""

US, SUPPLIER = "ours", "theirs"
POLICIES = {"seller_within": "other", "excess": "excess", "half": "half", "hold": "hold"}

DECISIONS = {
    "ours": (SUPPLIER, "other"),
    "theirs": (US, "other"),
    "half": (SUPPLIER, "half"),
    "excess": (SUPPLIER, "excess"),
}
"""How a held difference may be decided, as basis and policy of the comparison."""


class Passed(NamedTuple):
    """What the gate let through: tonnes into stock, and tonnes that are paid for."""

    accepted: Decimal
    payable: Decimal


def policy_of(basis: str) -> str | None:
    """This will name what a weight rule does beyond tolerance; None when one scale decides."""
    return POLICIES.get(basis)


def needs_ticket(basis: str) -> bool:
    """This will tell whether a weight rule asks for our own scale."""
    return basis not in (THEIRS, THEORETICAL)


def permille(ratio: Decimal) -> Decimal:
    """This will turn a tolerance written as a ratio into per mille."""
    return ratio * PERMILLE


def passed(net: Decimal, *, settle: Decimal, rejected: Decimal) -> Passed:
    """This will split the settlement weight as the gate split our net, rounded once."""
    accepted = net - rejected
    payable = settle if not rejected else tonnes.tonnes(settle * accepted / net)
    return Passed(accepted, payable)
