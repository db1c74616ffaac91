"""What makes two companies one: codes, names, phones, and the sum of the evidence."""

from backend.core.party.calc.clusters import clusters
from backend.core.party.calc.names import Name, read_name
from backend.core.party.calc.reach import (
    account_key,
    address_key,
    domain_of,
    is_mobile,
    phone_key,
)
from backend.core.party.calc.scoring import (
    ALIKE,
    SIGNALS,
    Evidence,
    Match,
    PartyFacts,
    Signal,
    Verdict,
    compare,
    keys_of,
    similarity,
    verdict_of,
)
from backend.core.party.calc.uscc import check_digit, is_uscc

__all__ = [
    "ALIKE",
    "SIGNALS",
    "Evidence",
    "Match",
    "Name",
    "PartyFacts",
    "Signal",
    "Verdict",
    "account_key",
    "address_key",
    "check_digit",
    "clusters",
    "compare",
    "domain_of",
    "is_mobile",
    "is_uscc",
    "keys_of",
    "phone_key",
    "read_name",
    "similarity",
    "verdict_of",
]
