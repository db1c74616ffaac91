"""The stages a sale goes through, laid down by the company."""

from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.crm.opportunity import queries
from backend.crm.opportunity.models import Pipeline, Stage, StageHistory

log.declare("crm.pipeline.created", "crm.pipeline.changed")


class StageFacts(NamedTuple):
    """What a stage is made of."""

    code: str
    name: str
    kind: str
    probability: Decimal


class StagesIncomplete(Malformed):
    """A pipeline without an open stage, or without exactly one won and one lost stage."""

    sentence = _("销售流程至少要有一个进行中阶段，并且赢单、输单阶段各一个，代码不能重复。")


class StageInUse(Refusal):
    """A stage that opportunities stand or stood in cannot go."""

    sentence = _("阶段“{stage}”已被商机使用，不能删除；可以改名或调整顺序。")


@documents.verb
def create_pipeline(
    *, actor: Actor, id: UUID | None, name: str, is_default: bool, stages: list[Any]
) -> Pipeline:
    """This will lay down the stages of one kind of business."""
    pipeline = Pipeline(name=name, is_default=is_default)
    if id is not None:
        pipeline.id = id
    if is_default:
        Pipeline.objects.filter(is_default=True).update(is_default=False)
    documents.add(
        pipeline, actor=actor, event="crm.pipeline.created", permission="crm.create_pipeline"
    )
    _write_stages(pipeline, stages)
    return pipeline


@documents.verb
def change_pipeline(pipeline_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Pipeline:
    """This will rename or rearrange stages; one that was ever used stays."""
    pipeline = documents.lock(Pipeline, pipeline_id, actor=actor, permission="crm.change_pipeline")
    stages = changes.pop("stages", None)
    if changes.get("is_default"):
        Pipeline.objects.filter(is_default=True).exclude(pk=pipeline.pk).update(is_default=False)
    for name, value in changes.items():
        setattr(pipeline, name, value)
    documents.save(pipeline, actor=actor, event="crm.pipeline.changed")
    if stages is not None:
        _write_stages(pipeline, stages)
    return pipeline


def _write_stages(pipeline: Pipeline, rows: list[Any]) -> None:
    kinds = [row.kind for row in rows]
    codes = {row.code for row in rows}
    ends = kinds.count(Stage.Kind.WON), kinds.count(Stage.Kind.LOST)
    if len(codes) != len(rows) or Stage.Kind.OPEN not in kinds or ends != (1, 1):
        raise StagesIncomplete(errors={"stages": StagesIncomplete.sentence})
    used = StageHistory.objects.filter(to_stage__pipeline=pipeline).values("to_stage")
    gone = Stage.objects.filter(pipeline=pipeline).exclude(code__in=codes)
    kept = gone.filter(pk__in=used).first()
    if kept is not None:
        raise StageInUse(stage=kept.name)
    gone.delete()
    for seq, row in enumerate(rows, 1):
        facts = {"name": row.name, "kind": row.kind, "probability": row.probability}
        Stage.objects.update_or_create(
            pipeline=pipeline, code=row.code, defaults={"seq": seq, **facts}
        )


def seed(*, actor: Actor) -> Pipeline:
    """This will lay down the usual stages of a metals sale as the default, once."""
    known = queries.default_pipeline()
    if known is not None:
        return known
    rows = [
        ("need", say("需求确认"), Stage.Kind.OPEN, "0.1"),
        ("offer", say("方案报价"), Stage.Kind.OPEN, "0.3"),
        ("negotiation", say("商务谈判"), Stage.Kind.OPEN, "0.6"),
        ("signing", say("待签合同"), Stage.Kind.OPEN, "0.9"),
        ("won", say("赢单"), Stage.Kind.WON, "1"),
        ("lost", say("输单"), Stage.Kind.LOST, "0"),
    ]
    stages = [
        StageFacts(code=code, name=name, kind=kind, probability=Decimal(likely))
        for code, name, kind, likely in rows
    ]
    return create_pipeline(
        actor=actor, id=None, name=say("标准销售流程"), is_default=True, stages=stages
    )
