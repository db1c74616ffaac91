"""A pipeline, its editions and its stages with what they ask for."""

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from backend.core import types
from backend.core.files.models import Attachment
from backend.core.http.doors import Filters
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.crm.opportunity import actions, calc, queries
from backend.crm.opportunity.models import Business, Pipeline, Stage


def _share(value: Decimal) -> Decimal:
    if value > 1:
        raise PydanticCustomError("less_than_equal", "不能大于 1", {"le": "1"})
    return value


Probability = Annotated[types.number(5, 4, minimum="0"), AfterValidator(_share)]
Code = Annotated[str, types.Clean, Field(pattern=r"^[a-z0-9_-]{1,32}$")]
From = Annotated[str, types.Clean, Field(pattern=r"^(\+new|[a-z0-9_-]{1,32})$")]
Days = types.count(0, 3650)
Operators = Literal[tuple(calc.Operator)]


class CheckBody(types.In):
    """One condition: a fact, how it is compared, with what; a sentence of one's own if wanted."""

    fact: Annotated[str, types.Clean, Field(pattern=r"^[a-z0-9_]{1,40}$")]
    operator: Operators
    value: types.text(200) = ""
    argument: types.text(32) = ""
    message: types.text(200) = ""
    message_en: types.text(200) = ""


Checks = Annotated[list[CheckBody], Field(max_length=20)]
Names = Annotated[
    list[Annotated[str, types.Clean, Field(pattern=r"^[a-z0-9_]{1,40}$")]], Field(max_length=20)
]


class StageBody(types.In):
    """One stage of a pipeline, in its place in the list."""

    code: Code
    name: types.text(64, minimum=1)
    kind: types.one_of(Stage.Kind) = Stage.Kind.OPEN.value
    probability: Probability
    expected_days: Days | None = None
    warn_days: Days | None = None
    max_days: Days | None = None
    allowed_from: Annotated[list[From], Field(max_length=30)] = []
    required_fields: Names = []
    required_files: Annotated[list[types.one_of(Attachment.Kind)], Field(max_length=8)] = []
    entry_checks: Checks = []
    exit_checks: Checks = []


Stages = Annotated[list[StageBody], Field(min_length=3, max_length=30)]
Kinds = Literal["", *Business.values]


class PipelineIn(types.In):
    """The stages of one kind of business."""

    id: types.Id | None = None
    code: types.matching(r"^([a-z0-9_-]{1,32})?$", maximum=32) = ""
    name: types.text(64, minimum=1)
    is_default: types.Flag = False
    business: Kinds = ""
    for_unit_id: types.Id | None = None
    rollback_policy: types.one_of(Pipeline.Rollback) = Pipeline.Rollback.ANY.value
    reopen_policy: types.one_of(Pipeline.Reopening) = Pipeline.Reopening.ANYONE.value
    stages: Stages


class PipelinePatch(types.In):
    """What of a pipeline may be changed; a list of stages replaces the whole list."""

    name: types.text(64, minimum=1) = ""
    is_default: types.Flag = False
    business: Kinds = ""
    for_unit_id: types.Id | None = None
    rollback_policy: types.one_of(Pipeline.Rollback) = Pipeline.Rollback.ANY.value
    reopen_policy: types.one_of(Pipeline.Reopening) = Pipeline.Reopening.ANYONE.value
    stages: Stages = []


class StageWay(types.In):
    """From which stage of the old edition to which of the new."""

    from_stage: Code
    to_stage: Code


class PipelineMigrate(types.In):
    """Where the running opportunities go; stages with the same code need no word."""

    at: types.Moment
    to_pipeline_id: types.Id | None = None
    mapping: Annotated[list[StageWay], Field(max_length=30)] = []
    leave_behind: types.Flag = False
    reason: types.text(500) = ""


class StageCheckOut(types.Out):
    """One condition of a stage."""

    fact: str
    operator: str
    value: str
    argument: str
    message: str
    message_en: str


class StageOut(types.Out):
    """One stage of a pipeline."""

    id: UUID
    code: str
    name: str
    kind: str
    probability: types.Ratio
    expected_days: int | None
    warn_days: int | None
    max_days: int | None
    allowed_from: list[str]
    required_fields: list[str]
    required_files: list[str]
    entry_checks: list[StageCheckOut]
    exit_checks: list[StageCheckOut]


class PipelineRow(types.Out):
    """A pipeline in a list."""

    id: UUID
    code: str
    edition: int
    is_current: bool
    name: str
    is_default: bool
    business: str
    for_unit_id: UUID | None
    rollback_policy: str
    reopen_policy: str
    version: int
    created_at: types.Moment


class PipelineOut(PipelineRow):
    """A pipeline with its stages; an older edition tells which one followed."""

    current_id: UUID
    stages: list[StageOut]
    updated_at: types.Moment

    @staticmethod
    def resolve_current_id(pipeline: Any) -> Any:
        """This will name the edition that new opportunities get."""
        return queries.current(pipeline).pk

    @staticmethod
    def resolve_stages(pipeline: Any) -> Any:
        """This will read the stages in their order."""
        return list(pipeline.stages.all())


class PipelineFilters(Filters):
    """What pipelines can be filtered by."""

    code: types.text(32) | None = None
    is_current: types.Flag | None = None
    business: types.one_of(Business) | None = None


def load_pipeline(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.prefetch_related("stages")


PIPELINE = declare(
    Resource(
        model=Pipeline,
        room="crm",
        name="pipeline",
        plural="pipelines",
        label=_("销售流程"),
        out=PipelineOut,
        row=PipelineRow,
        create=Verb(actions.create_pipeline, _("新建"), PipelineIn),
        change=Verb(actions.change_pipeline, _("修改"), PipelinePatch),
        verbs={
            "migrate": Verb(
                actions.migrate,
                _("迁移商机"),
                PipelineMigrate,
                states=ALWAYS,
                when=lambda pipeline: not pipeline.is_current,
            ),
        },
        filters=PipelineFilters,
        scoped=False,
        load=load_pipeline,
    )
)
