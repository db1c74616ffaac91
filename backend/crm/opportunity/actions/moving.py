"""Through the stages: move, win, lose, void, take up again. Every way goes through the gate."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.crm.opportunity import queries
from backend.crm.opportunity.actions import history
from backend.crm.opportunity.flow import State
from backend.crm.opportunity.models import LostReason, Opportunity, OpportunityCompetitor, Stage

log.declare(
    "crm.opportunity.moved",
    "crm.opportunity.won",
    "crm.opportunity.lost",
    "crm.opportunity.voided",
    "crm.opportunity.reopened",
)


class NoSuchEnd(Refusal):
    """The pipeline has no stage of this kind."""

    sentence = _("本流程没有“{kind}”阶段，请先在销售流程中增加。")


@documents.verb
def move(
    opportunity_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    stage: str,
    probability: Decimal | None,
) -> Opportunity:
    """This will take an opportunity to another open or waiting stage of its pipeline."""
    opportunity = documents.lock(
        Opportunity, opportunity_id, actor=actor, permission="crm.move_opportunity"
    )
    opportunity.move()
    target = history.open_stage(opportunity.pipeline_id, stage)
    history.enter(opportunity, target, probability=probability, actor=actor, at=at, event="moved")
    return opportunity


@documents.verb
def win(opportunity_id: UUID, *, actor: Actor, at: datetime, reason: str) -> Opportunity:
    """This will record that the customer bought without a paper of ours, and what decided it.

    It is a manager's word; a contract or an accepted quote wins by itself.
    """
    opportunity = documents.lock(
        Opportunity, opportunity_id, actor=actor, permission="crm.win_opportunity"
    )
    return _win(opportunity, actor=actor, at=at, reason=reason)


def win_by_paper(
    opportunity_id: UUID, *, actor: Actor, at: datetime, paper: str
) -> Opportunity | None:
    """This will win an open opportunity for a later paper that binds the customer.

    The paper's own verb was checked; one that is closed already stays as it is. The gate is
    asked as on any other way, so a paper that comes too early is refused with the reasons.
    """
    opportunity = Opportunity.objects.select_for_update().get(pk=opportunity_id)
    if opportunity.state != State.OPEN:
        return None
    documents.remember(opportunity)
    moment = max(at, opportunity.stage_since)
    return _win(opportunity, actor=actor, at=moment, reason=paper)


def _win(opportunity: Opportunity, *, actor: Actor, at: datetime, reason: str) -> Opportunity:
    opportunity.win()
    _end(opportunity, Stage.Kind.WON, actor=actor, at=at, event="won", reason=reason)
    return opportunity


@documents.verb
def lose(
    opportunity_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    lost_reason: str,
    reason: str,
    lost_to: str,
) -> Opportunity:
    """This will record that the customer did not buy, why, and from whom they bought.

    `lost_reason` is a code of the company's list; a competitor on file is marked as the winner.
    """
    opportunity = documents.lock(
        Opportunity, opportunity_id, actor=actor, permission="crm.lose_opportunity"
    )
    opportunity.lose()
    opportunity.lost_reason = _reason(lost_reason, lost_to)
    opportunity.lost_to = lost_to
    OpportunityCompetitor.objects.filter(opportunity=opportunity, name=lost_to).update(
        status=OpportunityCompetitor.Status.WON
    )
    _end(opportunity, Stage.Kind.LOST, actor=actor, at=at, event="lost", reason=reason)
    return opportunity


def _reason(code: str, lost_to: str) -> LostReason:
    found = LostReason.objects.filter(code=code, is_active=True).first()
    if found is None:
        raise Malformed(errors={"lost_reason": _("请从输单原因列表中选择")})
    if found.needs_competitor and not lost_to:
        raise Malformed(errors={"lost_to": _("这个输单原因须写明输给了谁")})
    return found


@documents.verb
def void(opportunity_id: UUID, *, actor: Actor, at: datetime, reason: str) -> Opportunity:
    """This will take an opportunity off the books: a duplicate, a mistake; it counts nowhere."""
    opportunity = documents.lock(
        Opportunity, opportunity_id, actor=actor, permission="crm.void_opportunity"
    )
    opportunity.void()
    _end(opportunity, Stage.Kind.VOID, actor=actor, at=at, event="voided", reason=reason)
    return opportunity


def _end(
    opportunity: Opportunity,
    kind: Stage.Kind,
    *,
    actor: Actor,
    at: datetime,
    event: str,
    reason: str,
) -> None:
    stage = queries.end_stage(opportunity.pipeline_id, kind)
    if stage is None:
        raise NoSuchEnd(kind=kind.label)
    day = timezone.localdate(at)
    opportunity.closed_on, opportunity.closed_reason = day, reason
    opportunity.amount_cny = history.in_cny(opportunity.amount, opportunity.currency, on=day)
    history.enter(
        opportunity, stage, probability=None, actor=actor, at=at, event=event, reason=reason
    )


@documents.verb
def reopen(
    opportunity_id: UUID, *, actor: Actor, at: datetime, stage: str, reason: str
) -> Opportunity:
    """This will take a lost or void opportunity up again, as the pipeline's rule allows."""
    opportunity = documents.lock(
        Opportunity, opportunity_id, actor=actor, permission="crm.reopen_opportunity"
    )
    opportunity.reopen()
    opportunity.closed_on, opportunity.closed_reason = None, ""
    opportunity.lost_to, opportunity.lost_reason = "", None
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
