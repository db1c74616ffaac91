"""How an opportunity enters a stage, and the record of every figure that changed."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.crm.opportunity.models import Opportunity, Stage, StageHistory


class WrongStage(Malformed):
    """The stage belongs to another pipeline, or closes the opportunity."""

    sentence = _("请选择本流程中进行中的阶段；赢单和输单请使用对应的操作。")


@dataclass(frozen=True)
class Figures:
    """What a stage history compares: where it stood, how much, how likely, by when."""

    stage_id: UUID
    amount: Decimal
    probability: Decimal
    expected_close_on: date

    @classmethod
    def of(cls, opportunity: Opportunity) -> "Figures":
        """This will read the figures of an opportunity."""
        return cls(
            opportunity.stage_id,
            opportunity.amount,
            opportunity.probability,
            opportunity.expected_close_on,
        )


def enter(
    opportunity: Opportunity,
    stage: Stage,
    *,
    probability: Decimal | None,
    actor: Actor,
    at: datetime,
    event: str,
    reason: str = "",
) -> None:
    """This will put a locked opportunity into a stage and save it.

    The stage's own probability counts unless somebody knows better.
    """
    before, since = Figures.of(opportunity), opportunity.stage_since
    if at < since:
        raise Malformed(errors={"at": _("不能早于进入当前阶段的时间")})
    opportunity.stage = stage
    opportunity.probability = stage.probability if probability is None else probability
    if stage.pk != before.stage_id:
        opportunity.stage_since = at
    documents.save(opportunity, actor=actor, event=f"crm.opportunity.{event}", reason=reason)
    write(opportunity, before, actor=actor, at=at, since=since)


def write(
    opportunity: Opportunity,
    before: Figures | None,
    *,
    actor: Actor,
    at: datetime,
    since: datetime,
) -> None:
    now = Figures.of(opportunity)
    if before == now:
        return
    StageHistory.objects.create(
        opportunity=opportunity,
        at=at,
        by_id=actor.user_id,
        from_stage_id=before.stage_id if before else None,
        to_stage_id=now.stage_id,
        seconds_in_from=max(0, int((at - since).total_seconds())),
        amount_before=before.amount if before else None,
        amount_after=now.amount,
        probability_before=before.probability if before else None,
        probability_after=now.probability,
        close_before=before.expected_close_on if before else None,
        close_after=now.expected_close_on,
    )


def open_stage(pipeline_id: UUID, code: str) -> Stage:
    found = Stage.objects.filter(pipeline_id=pipeline_id, code=code, kind=Stage.Kind.OPEN).first()
    if found is None:
        raise WrongStage(errors={"stage": WrongStage.sentence})
    return found
