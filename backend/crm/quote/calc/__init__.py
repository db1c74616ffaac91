"""Sums of a quote on plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backend.core import money

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One instalment: a ratio of the whole, a sum, or, with neither, the rest."""

    percent: Decimal | None = None
    amount: Decimal | None = None

    @property
    def is_rest(self) -> bool:
        """Whether it takes what the others leave."""
        return self.percent is None and self.amount is None


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
    """This will say what each instalment comes to; the rest, or the last one, closes the sum."""
    found = [
        claim.amount if claim.amount is not None else money.cents(total * (claim.percent or ZERO))
        for claim in claims
    ]
    closing = next((i for i, claim in enumerate(claims) if claim.is_rest), len(claims) - 1)
    found[closing] = total - sum(found[:closing] + found[closing + 1 :], ZERO)
    return found


def has_passed(valid_until: date, *, on: date) -> bool:
    """This will test whether an offer no longer binds: it does on its last day."""
    return on > valid_until


def revision_no(series: str, *, revision: int) -> str:
    """This will number a revision: the first one as its series, later ones with `-R2`."""
    return series if revision == 1 else f"{series}-R{revision}"
