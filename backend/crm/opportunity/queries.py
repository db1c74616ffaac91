"""Questions about opportunities and pipelines."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, QuerySet, Sum

from backend.core import money
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


def open_stages(pipeline_id: UUID | None) -> list[tuple[str, str]]:
    """This will give code and name of the open stages of a pipeline, the default one when None."""
    rows = Stage.objects.filter(kind=Stage.Kind.OPEN).order_by("seq")
    if pipeline_id is None:
        rows = rows.filter(pipeline__is_default=True)
    else:
        rows = rows.filter(pipeline_id=pipeline_id)
    return list(rows.values_list("code", "name"))


class Step(NamedTuple):
    """A stage of the funnel: what is in it, in full and by probability, in 10,000 CNY."""

    name: str
    amount: Decimal
    weighted: Decimal


def funnel(actor: Actor) -> list[Step]:
    """This will sum the actor's open opportunities in CNY by stage, in the order of stages."""
    rows = policy.visible(Opportunity, actor).filter(state=State.OPEN, currency="CNY")
    sums = (
        rows.order_by()
        .values("stage__name", "stage__seq")
        .annotate(whole=Sum("amount"), part=Sum(F("amount") * F("probability")))
        .order_by("stage__seq", "stage__name")
    )
    return [Step(row["stage__name"], _wan(row["whole"]), _wan(row["part"])) for row in sums]


def _wan(amount: Decimal) -> Decimal:
    return money.cents(amount / 10_000)


def astray() -> QuerySet[Opportunity]:
    """This will find opportunities whose state is not the kind of their stage."""
    rows = Opportunity.objects.exclude(state=F("stage__kind"))
    return rows.select_related("stage").order_by("id")
