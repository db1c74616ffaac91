"""Through the stages: move, win, lose, take up again."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.events import log
from backend.crm.opportunity import queries
from backend.crm.opportunity.actions import history
from backend.crm.opportunity.flow import State
from backend.crm.opportunity.models import Opportunity, Stage

log.declare(
    "crm.opportunity.moved",
    "crm.opportunity.won",
    "crm.opportunity.lost",
    "crm.opportunity.reopened",
)


@documents.verb
def move(
    opportunity_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    stage: str,
    probability: Decimal | None,
) -> Opportunity:
    """This will take an opportunity to another open stage of its pipeline."""
    opportunity = documents.lock(
        Opportunity, opportunity_id, actor=actor, permission="crm.move_opportunity"
    )
    opportunity.move()
    target = history.open_stage(opportunity.pipeline_id, stage)
    history.enter(opportunity, target, probability=probability, actor=actor, at=at, event="moved")
    return opportunity


@documents.verb
def win(opportunity_id: UUID, *, actor: Actor, at: datetime, reason: str) -> Opportunity:
    """This will record that the customer bought, and what decided it."""
    opportunity = documents.lock(
        Opportunity, opportunity_id, actor=actor, permission="crm.win_opportunity"
    )
    return _win(opportunity, actor=actor, at=at, reason=reason)


def win_by_paper(
    opportunity_id: UUID, *, actor: Actor, at: datetime, paper: str
) -> Opportunity | None:
    """This will win an open opportunity for a later paper that binds the customer.

    The paper's own verb was checked; one that is closed already stays as it is.
    """
    opportunity = Opportunity.objects.select_for_update().get(pk=opportunity_id)
    if opportunity.state != State.OPEN:
        return None
    documents.remember(opportunity)
    moment = max(at, opportunity.stage_since)
    return _win(opportunity, actor=actor, at=moment, reason=paper)


def _win(opportunity: Opportunity, *, actor: Actor, at: datetime, reason: str) -> Opportunity:
    opportunity.win()
    opportunity.closed_on, opportunity.closed_reason = timezone.localdate(at), reason
    stage = queries.end_stage(opportunity.pipeline_id, Stage.Kind.WON)
    history.enter(
        opportunity, stage, probability=None, actor=actor, at=at, event="won", reason=reason
    )
    return opportunity


@documents.verb
def lose(
    opportunity_id: UUID, *, actor: Actor, at: datetime, reason: str, lost_to: str
) -> Opportunity:
    """This will record that the customer did not buy, why, and from whom they bought."""
    opportunity = documents.lock(
        Opportunity, opportunity_id, actor=actor, permission="crm.lose_opportunity"
    )
    opportunity.lose()
    opportunity.closed_on, opportunity.closed_reason = timezone.localdate(at), reason
    opportunity.lost_to = lost_to
    stage = queries.end_stage(opportunity.pipeline_id, Stage.Kind.LOST)
    history.enter(
        opportunity, stage, probability=None, actor=actor, at=at, event="lost", reason=reason
    )
    return opportunity


@documents.verb
def reopen(
    opportunity_id: UUID, *, actor: Actor, at: datetime, stage: str, reason: str
) -> Opportunity:
    """This will take a lost opportunity up again in an open stage."""
    opportunity = documents.lock(
        Opportunity, opportunity_id, actor=actor, permission="crm.reopen_opportunity"
    )
    opportunity.reopen()
    opportunity.closed_on, opportunity.closed_reason, opportunity.lost_to = None, "", ""
    target = history.open_stage(opportunity.pipeline_id, stage)
    history.enter(
        opportunity,
        target,
        probability=None,
        actor=actor,
        at=at,
        event="reopened",
        reason=reason,
    )
    return opportunity
