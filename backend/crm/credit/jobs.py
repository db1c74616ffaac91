"""What must always be true of credit."""

from backend.core.invariants import invariant
from backend.crm.credit import queries

MOST = 100


@invariant("crm.credit.exposure_is_sum_of_entries")
def exposure_is_sum() -> list[str]:
    """This will name the accounts whose exposure is not the sum of their entries."""
    rows = queries.drifted().values_list("party__name", "exposure", "total")[:MOST]
    return [f"{party}：已用 {exposure}，流水合计 {total}" for party, exposure, total in rows]
