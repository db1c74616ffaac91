"""What must always be true of opportunities."""

from backend.core.invariants import invariant
from backend.crm.opportunity import queries


@invariant("crm.opportunity.state_is_stage")
def state_is_stage() -> list[str]:
    """This will name opportunities that are open, won or lost in a stage of another kind."""
    return [f"{row.no}: {row.state} in {row.stage.code}" for row in queries.astray()]
