"""The stages a sale goes through, laid down by the company in editions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, Refusal
from backend.core.events import log
from backend.core.people.models import Unit
from backend.crm.opportunity.actions import laying
from backend.crm.opportunity.models import Opportunity, Pipeline

log.declare("crm.pipeline.created", "crm.pipeline.changed", "crm.pipeline.replaced")


class SamePipeline(Duplicate):
    """Another pipeline has this name or code."""

    sentence = _("已有同名或同代码的销售流程。")


class NotCurrent(Refusal):
    """An older edition only runs out; a change is for the current one."""

    sentence = _("这是旧版流程，只供仍在其中的商机使用；请修改现行版次。")


for _constraint in (
    "crm_pipeline_name_once",
    "crm_pipeline_one_current",
    "crm_pipeline_edition_once",
):
    documents.explains(_constraint, SamePipeline())


@documents.verb
def create_pipeline(
    *,
    actor: Actor,
    id: UUID | None,
    name: str,
    is_default: bool,
    stages: Sequence[Any],
    code: str = "",
    business: str = "",
    for_unit_id: UUID | None = None,
    rollback_policy: str = Pipeline.Rollback.ANY.value,
    reopen_policy: str = Pipeline.Reopening.ANYONE.value,
) -> Pipeline:
    """This will lay down the stages of one kind of business, the first edition of its series."""
    pipeline = Pipeline(
        name=name,
        is_default=is_default,
        business=business,
        for_unit_id=_unit(for_unit_id),
        rollback_policy=rollback_policy,
        reopen_policy=reopen_policy,
    )
    if id is not None:
        pipeline.id = id
    pipeline.code = code or _series(pipeline)
    if is_default:
        _only_default(pipeline)
    documents.add(
        pipeline, actor=actor, event="crm.pipeline.created", permission="crm.create_pipeline"
    )
    laying.lay(pipeline, stages)
    return pipeline


def _series(pipeline: Pipeline) -> str:
    return f"p-{pipeline.id.hex[-12:]}"


def _unit(unit_id: UUID | None) -> UUID | None:
    if unit_id is not None and not Unit.objects.filter(pk=unit_id).exists():
        raise Malformed(errors={"for_unit_id": _("没有这个组织单元")})
    return unit_id


def _only_default(pipeline: Pipeline) -> None:
    Pipeline.objects.filter(is_default=True).exclude(pk=pipeline.pk).update(is_default=False)


@documents.verb
def change_pipeline(pipeline_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Pipeline:
    """This will change a pipeline; one in use gets a new edition unless only names change.

    Opportunities stay on the edition they run in until they are migrated.
    """
    pipeline = documents.lock(Pipeline, pipeline_id, actor=actor, permission="crm.change_pipeline")
    if not pipeline.is_current:
        raise NotCurrent
    stages = changes.pop("stages", None)
    if "for_unit_id" in changes:
        _unit(changes["for_unit_id"])
    if changes.get("is_default"):
        _only_default(pipeline)
    pipeline.code = pipeline.code or _series(pipeline)
    if _is_other(pipeline, changes, stages) and _is_used(pipeline):
        return _next_edition(pipeline, changes, stages, actor=actor)
    for name, value in changes.items():
        setattr(pipeline, name, value)
    documents.save(pipeline, actor=actor, event="crm.pipeline.changed")
    if stages is not None:
        laying.lay(pipeline, stages)
    return pipeline


def _is_used(pipeline: Pipeline) -> bool:
    return Opportunity.objects.filter(pipeline=pipeline).exists()


def _is_other(pipeline: Pipeline, changes: dict[str, Any], stages: Sequence[Any] | None) -> bool:
    """A name is only what something is called; everything else is a rule."""
    rules = ("rollback_policy", "reopen_policy")
    if any(name in changes and changes[name] != getattr(pipeline, name) for name in rules):
        return True
    return stages is not None and laying.rules(stages) != laying.rules_of(pipeline)


def _next_edition(
    old: Pipeline, changes: dict[str, Any], stages: Sequence[Any] | None, *, actor: Actor
) -> Pipeline:
    facts = {
        "name": old.name,
        "is_default": old.is_default,
        "business": old.business,
        "for_unit_id": old.for_unit_id,
        "rollback_policy": old.rollback_policy,
        "reopen_policy": old.reopen_policy,
        **changes,
    }
    new = Pipeline(code=old.code, edition=old.edition + 1, **facts)
    old.is_current = old.is_default = False
    documents.save(
        old, actor=actor, event="crm.pipeline.replaced", payload={"edition": new.edition}
    )
    documents.add(new, actor=actor, event="crm.pipeline.created")
    laying.lay(new, laying.copy(old) if stages is None else stages)
    return new
