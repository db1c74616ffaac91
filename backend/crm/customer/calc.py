"""How much of what we should know about a customer is known."""

from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from backend.core import money

BASIC = ("name", "uscc", "province", "phone", "contact")
KNOWN = (*BASIC, "city", "source", "contact_phone")
WORKED = (*KNOWN, "industry", "segment", "payment_terms", "invoice_title", "invoice_tax_no")
CLOSE = (
    *WORKED,
    "decider",
    "address",
    "invoice_bank",
    "invoice_account",
    "price_tier",
    "legal_representative",
)
ASKED = {"A": CLOSE, "B": (*WORKED, "decider"), "C": KNOWN, "D": BASIC}
"""The more a customer matters, the more its file must say."""

ABROAD = frozenset({"uscc", "invoice_tax_no"})
"""What only a company registered in China has."""


class Measure(NamedTuple):
    """The share of a file that is filled, 0 to 1 in four places, and what is missing from it."""

    score: Decimal
    missing: tuple[str, ...]


def measure(level: str, *, known: Collection[str], is_chinese_company: bool) -> Measure:
    """This will compare what is known about a customer with what its level asks for."""
    asked = [n for n in ASKED[level] if is_chinese_company or n not in ABROAD]
    missing = tuple(name for name in asked if name not in known)
    share = Decimal(len(asked) - len(missing)) / Decimal(len(asked))
    return Measure(money.price(share, places=4), missing)
