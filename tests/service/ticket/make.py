"""How the rules of the house make what a company has only a few of, and what asks about a paper."""

from datetime import UTC, datetime

from backend.service.survey.models import Survey
from backend.service.ticket.models import PriorityRule, SlaPolicy, Ticket
from tests.house.filler import fill, makes
from tests.house_kit import Door


@makes("service.priority_rule")
def priority_rule(boss: Door, number: int) -> None:
    """There are nine cells; a list is also measured with more."""
    fill(PriorityRule, number, given={"impact": f"{number}"})


@makes("service.sla_policy")
def sla_policy(boss: Door, number: int) -> None:
    """There are four priorities; a list is also measured with more."""
    fill(SlaPolicy, number, given={"priority": f"{number:02d}"})


@makes("service.survey")
def survey(boss: Door, number: int) -> None:
    """A survey is about a ticket and ends after it began."""
    given = {"ticket": fill(Ticket, number), "expires_at": datetime(2026, 8, 1, tzinfo=UTC)}
    fill(Survey, number, given=given)
