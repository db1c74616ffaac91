"""How promising a lead is, by simple points that can be explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

SOURCES = {"referral": 20, "b2b": 12, "web": 10, "phone": 10, "fair": 8, "visit": 5}
AMOUNTS = ((Decimal(5_000_000), 25), (Decimal(1_000_000), 15), (Decimal(100_000), 8))
WORDY = 20
"""From so many characters on somebody has explained what they want."""
FREE_MAIL = frozenset(
    {"qq.com", "163.com", "126.com", "gmail.com", "hotmail.com", "outlook.com", "foxmail.com"}
)
MOST = 100


class Reason(NamedTuple):
    """One point of the score."""

    code: str
    points: int


class Score(NamedTuple):
    """How promising a lead is, and why."""

    points: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a lead when it is scored."""

    source: str
    company: str = ""
    contact_name: str = ""
    phone: str = ""
    email: str = ""
    content: str = ""
    amount: Decimal | None = None
    quantities: Sequence[Decimal | None] = ()
    is_known: bool = False


def score(facts: Facts) -> Score:
    """This will add the points of a lead, 100 at most, the weightiest reason first."""
    found = [
        ("known", 15 if facts.is_known else 0),
        ("source", SOURCES.get(facts.source, 0)),
        ("amount", _by_amount(facts.amount)),
        ("company", 10 if facts.company else 0),
        ("contact", 5 if facts.contact_name else 0),
        ("phone", 15 if facts.phone else 0),
        ("email", _by_mail(facts.email)),
        ("content", 5 if len(facts.content) >= WORDY else 0),
        ("items", 10 if facts.quantities else 0),
        ("quantity", 10 if any(facts.quantities) else 0),
    ]
    reasons = sorted((Reason(*row) for row in found if row[1]), key=lambda row: -row.points)
    return Score(min(sum(row.points for row in reasons), MOST), tuple(reasons))


def _by_amount(amount: Decimal | None) -> int:
    if amount is None:
        return 0
    return next((points for least, points in AMOUNTS if amount >= least), 0)


def _by_mail(email: str) -> int:
    """A mailbox of a company says more than one anybody can have."""
    domain = email.rpartition("@")[2].lower()
    if not domain:
        return 0
    return 3 if domain in FREE_MAIL else 8
