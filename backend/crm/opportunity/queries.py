"""Questions about opportunities and pipelines."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.crm.opportunity.flow import State
from backend.crm.opportunity.models import Opportunity, Pipeline, Stage


def default_pipeline() -> Pipeline | None:
    """This will give the pipeline of opportunities that name none."""
    return Pipeline.objects.filter(is_default=True).first()


def first_stage(pipeline: Pipeline) -> Stage:
    """This will give the stage an opportunity starts in."""
    return Stage.objects.filter(pipeline=pipeline, kind=Stage.Kind.OPEN).order_by("seq")[0]


def end_stage(pipeline_id: UUID, kind: str) -> Stage:
    """This will give the one stage of a pipeline in which opportunities are won, or lost."""
    return Stage.objects.get(pipeline_id=pipeline_id, kind=kind)


def past_close(actor: Actor, *, on: date) -> QuerySet[Opportunity]:
    """This will give open opportunities the actor may see whose expected day has passed."""
    rows = policy.visible(Opportunity, actor).filter(state=State.OPEN, expected_close_on__lt=on)
    return rows.select_related("party", "stage").order_by("expected_close_on", "id")
