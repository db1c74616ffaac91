"""Setting what a figure should come to."""

from decimal import Decimal

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Invisible
from backend.service.figures import queries
from backend.service.figures.models import FigureGoal


@documents.verb
def set_goal(name: str, *, actor: Actor, goal: Decimal | None, least: int) -> FigureGoal:
    """This will set the goal of a figure and how many cases it takes to speak of it."""
    policy.require(actor, queries.SET_GOAL)
    if name not in queries.FIGURES:
        raise Invisible
    row, _is_new = FigureGoal.objects.update_or_create(
        figure=name, defaults={"goal": goal, "least": least}
    )
    return row
