"""Sums of a contract on plain values: its band, how far it has come, and what its terms claim."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from backend.core import money

ZERO = Decimal(0)
NONE, PARTIAL, COMPLETE = "none", "partial", "complete"


class Band(NamedTuple):
    """The tonnes that fulfil a line; both ends belong to it."""

    min: Decimal
    max: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """How far one line has come, in tonnes and money."""

    pricing: str
    band: Band
    priced: Decimal
    shipped: Decimal
    is_delivered: bool
    is_final: bool
    amount_final: Decimal | None
    invoiced: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One instalment: a ratio of the whole, a sum, or, with neither, the rest."""

    percent: Decimal | None = None
    amount: Decimal | None = None

    @property
    def is_rest(self) -> bool:
        """Whether it takes what the others leave."""
        return self.percent is None and self.amount is None


def band(quantity: Decimal, *, more: Decimal, less: Decimal) -> Band:
    """This will give the tolerance band of a quantity, unrounded (rulebook c.4)."""
    return Band(quantity - quantity * less, quantity + quantity * more)


def delivery(line: Counters) -> str:
    """This will tell how far a line is delivered: inside the band is complete."""
    if line.is_delivered or line.shipped >= line.band.min:
        return COMPLETE
    return PARTIAL if line.shipped else NONE


def pricing(line: Counters) -> str:
    """This will tell how far a line is priced; called tonnes inside the band are complete."""
    if line.is_final or line.pricing == "fixed":
        return COMPLETE
    needed = min(line.band.min, line.shipped) if line.is_delivered else line.band.min
    if line.pricing == "call" and line.priced >= needed:
        return COMPLETE
    return PARTIAL if line.priced else NONE


def invoicing(line: Counters) -> str:
    """This will tell how far a line is invoiced; only its final amount completes it."""
    if line.amount_final is not None and line.invoiced == line.amount_final:
        return COMPLETE
    return PARTIAL if line.invoiced else NONE


def overall(parts: Sequence[str]) -> str:
    """This will tell how far a contract is from how far its lines are."""
    for whole in (NONE, COMPLETE):
        if all(part == whole for part in parts):
            return whole
    return PARTIAL


def adds_up(claims: Sequence[Claim], *, total: Decimal) -> bool:
    """This will test that instalments share out the whole: exactly one rest, or 100 percent.

    With a rest the others must leave something for it.
    """
    claimed = sum((claim.percent or ZERO for claim in claims), ZERO)
    sums = sum((claim.amount or ZERO for claim in claims), ZERO)
    rests = sum(claim.is_rest for claim in claims)
    if rests == 0:
        return claimed == 1 and sums == 0
    return rests == 1 and claimed < 1 and total * claimed + sums < total


def shares(claims: Sequence[Claim], *, total: Decimal) -> list[Decimal]:
    """This will share a total over the instalments; the rest, or the last one, closes the sum."""
    found = [
        claim.amount if claim.amount is not None else money.cents(total * (claim.percent or ZERO))
        for claim in claims
    ]
    closing = next((i for i, claim in enumerate(claims) if claim.is_rest), len(claims) - 1)
    found[closing] = total - sum(found[:closing] + found[closing + 1 :], ZERO)
    return found
