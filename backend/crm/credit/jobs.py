"""What must always be true of credit."""

from backend.core.invariants import invariant
from backend.crm.credit import queries

MOST = 100


@invariant("crm.credit.exposure_is_sum_of_entries")
def exposure_is_sum() -> list[str]:
    """This will name the accounts whose exposure is not the sum of their entries."""
    return [
        f"{account.party}：已用 {account.exposure}，流水合计不符"
        for account in queries.drifted().select_related("party")[:MOST]
    ]
