"""Sums of a truck: the code its driver shows, and which weight is settled."""

import hashlib
import hmac
from dataclasses import dataclass
from decimal import Decimal

PERMILLE = Decimal(1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A contract's weight rule as the scale comparison wants it.

    `tolerance` is per mille of the buyer's weight; `basis` is whose weight counts inside it,
    `policy` what happens beyond (rulebook c.2).
    """

    tolerance: Decimal
    basis: str
    policy: str


def clause(weight_basis: str, *, scale_tolerance: Decimal) -> Clause | None:
    """This will give the comparison a weight rule asks for; None when one scale decides alone."""
    policies = {"seller_within": "other", "excess": "excess", "half": "half", "hold": "hold"}
    if weight_basis not in policies:
        return None
    return Clause(tolerance=scale_tolerance * PERMILLE, basis="ours", policy=policies[weight_basis])


def handover_code(delivery: str, *, released: str, key: str) -> str:
    """This will give the six digits a driver must show; a new release gives new ones."""
    digest = hmac.new(key.encode(), f"{delivery}|{released}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"
