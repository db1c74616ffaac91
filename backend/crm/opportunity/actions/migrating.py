"""Taking running opportunities over to another edition of their pipeline."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
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
from backend.crm.opportunity.models import Opportunity, Pipeline, Stage, StageHistory
from backend.crm.opportunity.queries.pipelines import RUNNING

log.declare("crm.pipeline.migrated", "crm.opportunity.migrated")
SHOWN = 10


class NotMapped(Malformed):
    """A stage of the old edition has no stage to go to."""

    sentence = _("请为每个阶段指定新流程中的阶段，还缺：{names}。")


class NotReady(Refusal):
    """Opportunities do not have what their new stages ask for; nothing was moved."""

    sentence = _("{count} 个商机不满足新阶段的要求，可补齐后再迁移，或选择先留下它们：{why}。")


@documents.verb
def migrate(
    pipeline_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    to_pipeline_id: UUID | None,
    mapping: Sequence[Any],
    leave_behind: bool,
    reason: str,
) -> Pipeline:
    """This will take every running opportunity of an edition over to another one.

    The current edition of the series unless another is named. Every running stage is mapped;
    one whose code the new edition knows maps to itself. What does not meet its new stage is
    named, and nothing moves, unless it is to be left behind.
    """
    old = documents.lock(Pipeline, pipeline_id, actor=actor, permission="crm.migrate_pipeline")
    named = documents.refer(Pipeline, to_pipeline_id, actor=actor, field="to_pipeline_id")
    new = named or queries.current(old)
    if new.pk == old.pk:
        raise Malformed(errors={"to_pipeline_id": _("商机已在这个版次中")})
    ways = _ways(old, new, mapping)
    running = Opportunity.objects.filter(pipeline=old, state=State.OPEN).order_by("pk")
    left: list[str] = []
    moved = 0
    for opportunity in running.select_for_update(of=("self",)).select_related("stage"):
        target = ways[opportunity.stage.code]
        lacking = queries.breaches(opportunity, target, on=timezone.localdate(at))
        if lacking:
            left.append(f"{opportunity.no} {lacking[0].sentence}")
        else:
            _take_over(opportunity, new, target, actor=actor, at=at)
            moved += 1
    if left and not leave_behind:
        raise NotReady(count=len(left), why="；".join(left[:SHOWN]))
    told = {"to": new.pk, "moved": moved, "left": len(left)}
    documents.save(old, actor=actor, event="crm.pipeline.migrated", payload=told, reason=reason)
    return new


def _ways(old: Pipeline, new: Pipeline, mapping: Sequence[Any]) -> dict[str, Stage]:
    known = queries.stages_by_code(old.pk)
    targets = {code: s for code, s in queries.stages_by_code(new.pk).items() if s.kind in RUNNING}
    wish = {row.from_stage: row.to_stage for row in mapping}
    errors = {
        f"mapping.{place}.{name}": _("没有这个进行中的阶段")
        for place, row in enumerate(mapping)
        for name, there in (("from_stage", known), ("to_stage", targets))
        if getattr(row, name) not in there
    }
    if errors:
        raise Malformed(errors=errors)
    running = {code: stage for code, stage in known.items() if stage.kind in RUNNING}
    missing = [s.name for code, s in running.items() if wish.get(code, code) not in targets]
    if missing:
        names = "、".join(missing)
        raise NotMapped(errors={"mapping": str(NotMapped(names=names))}, names=names)
    return {code: targets[wish.get(code, code)] for code in running}


def _take_over(
    opportunity: Opportunity, new: Pipeline, target: Stage, *, actor: Actor, at: datetime
) -> None:
    """The stage's clock goes on when the stage is the same one."""
    documents.remember(opportunity)
    before, since = history.Figures.of(opportunity), opportunity.stage_since
    moment = max(at, since)
    if target.code != opportunity.stage.code:
        opportunity.stage_since = moment
    opportunity.pipeline, opportunity.stage = new, target
    documents.save(opportunity, actor=actor, event="crm.opportunity.migrated")
    history.write(
        opportunity,
        before,
        actor=actor,
        at=moment,
        since=since,
        about=StageHistory.About.MIGRATED.value,
    )
