"""Which pipeline a sale goes through, and its stages."""

from collections.abc import Iterable
from uuid import UUID

from backend.core.people.models import Unit
from backend.crm.opportunity.models import LostReason, Pipeline, Stage

RUNNING = (Stage.Kind.OPEN, Stage.Kind.WAITING)


def default_pipeline() -> Pipeline | None:
    """This will give the pipeline of opportunities that name none."""
    return Pipeline.objects.filter(is_default=True).first()


def current(pipeline: Pipeline) -> Pipeline:
    """This will give the edition of a pipeline's series that new opportunities get."""
    if pipeline.is_current:
        return pipeline
    return Pipeline.objects.get(code=pipeline.code, is_current=True)


def fitting_pipeline(business: str, unit_id: UUID | None) -> Pipeline | None:
    """This will find the pipeline for a kind of business in a unit, else the default one.

    One for the business and the unit goes before one for the business, that before one for the
    unit; a nearer unit goes before a farther one.
    """
    chain = _chain(unit_id)
    rows = Pipeline.objects.filter(is_current=True).exclude(business="", for_unit=None)
    found = [row for row in rows.order_by("code") if _fits(row, business, chain)]
    if not found:
        return default_pipeline()
    return min(found, key=lambda row: (row.business == "", _distance(row, chain)))


def _fits(pipeline: Pipeline, business: str, chain: list[UUID]) -> bool:
    if pipeline.business and pipeline.business != business:
        return False
    return pipeline.for_unit_id is None or pipeline.for_unit_id in chain


def _distance(pipeline: Pipeline, chain: list[UUID]) -> int:
    return len(chain) if pipeline.for_unit_id is None else chain.index(pipeline.for_unit_id)


def _chain(unit_id: UUID | None) -> list[UUID]:
    parents = dict(Unit.objects.values_list("id", "parent_id")) if unit_id is not None else {}
    found: list[UUID] = []
    while unit_id is not None and unit_id not in found:
        found.append(unit_id)
        unit_id = parents.get(unit_id)
    return found


def first_stage(pipeline: Pipeline) -> Stage:
    """This will give the stage an opportunity starts in."""
    return Stage.objects.filter(pipeline=pipeline, kind=Stage.Kind.OPEN).order_by("seq")[0]


def end_stage(pipeline_id: UUID, kind: str) -> Stage | None:
    """This will give the one stage of a pipeline in which opportunities end this way."""
    return Stage.objects.filter(pipeline_id=pipeline_id, kind=kind).first()


def stages_by_code(pipeline_id: UUID) -> dict[str, Stage]:
    """This will give the stages of a pipeline by their codes, in order."""
    rows = Stage.objects.filter(pipeline_id=pipeline_id).order_by("seq")
    return {row.code: row for row in rows}


def open_stages(pipeline_id: UUID | None) -> list[tuple[str, str]]:
    """This will give code and name of the running stages of a pipeline, the default when None."""
    rows = Stage.objects.filter(kind__in=RUNNING).order_by("seq")
    if pipeline_id is None:
        rows = rows.filter(pipeline__is_default=True)
    else:
        rows = rows.filter(pipeline_id=pipeline_id)
    return list(rows.values_list("code", "name"))


def lost_reasons() -> Iterable[tuple[str, str]]:
    """This will give code and name of the reasons that may be chosen."""
    rows = LostReason.objects.filter(is_active=True).order_by("created_at", "code")
    return rows.values_list("code", "name")
