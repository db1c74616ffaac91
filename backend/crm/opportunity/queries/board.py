"""The board: every running stage of a pipeline with what stands in it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from backend.core import money
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.crm.opportunity.flow import State
from backend.crm.opportunity.models import Opportunity, Pipeline, Stage
from backend.crm.opportunity.queries.pipelines import RUNNING

CARDS = 50


@dataclass
class Column:
    """A stage, how much stands in it in all, and its largest cards."""

    stage: Stage
    count: int = 0
    amount: Decimal = Decimal("0.00")
    weighted: Decimal = Decimal("0.00")
    cards: list[dict[str, Any]] = field(default_factory=list)


def board(
    actor: Actor,
    pipeline: Pipeline,
    *,
    on: date,
    owner_id: int | None = None,
    unit_id: UUID | None = None,
    limit: int = CARDS,
) -> list[Column]:
    """This will give the running stages of a pipeline with counts, sums in CNY and cards.

    `age` counts days in the stage; `alarm` is warn or over once the stage's days have passed.
    """
    policy.require(actor, "crm.view_opportunity")
    rows = policy.visible(Opportunity, actor).filter(pipeline=pipeline, state=State.OPEN)
    if owner_id is not None:
        rows = rows.filter(owner_id=owner_id)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    stages = Stage.objects.filter(pipeline=pipeline, kind__in=RUNNING).order_by("seq")
    columns = {stage.pk: Column(stage) for stage in stages}
    sums = (
        rows.order_by()
        .values("stage_id")
        .annotate(
            count=Count("pk"),
            amount=Coalesce(Sum("amount_cny"), Decimal(0)),
            weighted=Coalesce(Sum(F("amount_cny") * F("probability")), Decimal(0)),
        )
    )
    for found in sums:
        column = columns[found["stage_id"]]
        column.count, column.amount = found["count"], found["amount"]
        column.weighted = money.cents(found["weighted"])
    for card in _cards(rows, limit):
        column = columns[card["stage_id"]]
        column.cards.append(_aged(card, column.stage, on))
    return list(columns.values())


def _cards(rows: QuerySet[Opportunity], limit: int) -> Any:
    place = Window(
        RowNumber(),
        partition_by=F("stage_id"),
        order_by=[F("amount_cny").desc(nulls_last=True), "-id"],
    )
    return (
        rows.annotate(place=place)
        .filter(Q(place__lte=limit))
        .order_by("stage__seq", "place")
        .values(
            "id",
            "no",
            "name",
            "stage_id",
            "stage_since",
            "amount",
            "amount_cny",
            "currency",
            "probability",
            "forecast",
            "expected_close_on",
            "version",
            "owner_id",
            "unit_id",
            party_name=F("party__name"),
            owner_name=F("owner__name"),
        )
    )


def _aged(card: dict[str, Any], stage: Stage, on: date) -> dict[str, Any]:
    age = max(0, (on - timezone.localdate(card["stage_since"])).days)
    alarm = ""
    if stage.max_days is not None and age >= stage.max_days:
        alarm = "over"
    elif stage.warn_days is not None and age >= stage.warn_days:
        alarm = "warn"
    return {**card, "age": age, "alarm": alarm, "is_late": card["expected_close_on"] < on}
