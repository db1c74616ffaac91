"""An opportunity and its pipeline as machines see them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from backend.core import overview, types
from backend.core.http.doors import Filters
from backend.core.party.schemas import AssignTo
from backend.core.registry import Resource, Verb, declare
from backend.crm.opportunity import actions
from backend.crm.opportunity.flow import State
from backend.crm.opportunity.models import Opportunity, Pipeline, Stage


def _share(value: Decimal) -> Decimal:
    if value > 1:
        raise PydanticCustomError("less_than_equal", "不能大于 1", {"le": "1"})
    return value


Probability = Annotated[types.number(5, 4, minimum="0"), AfterValidator(_share)]
Currency = Annotated[str, types.Clean, Field(pattern=r"^[A-Z]{3}$")]


class StageBody(types.In):
    """One stage of a pipeline, in its place in the list."""

    code: Annotated[str, types.Clean, Field(pattern=r"^[a-z0-9_-]{1,32}$")]
    name: types.text(64, minimum=1)
    kind: types.one_of(Stage.Kind) = Stage.Kind.OPEN.value
    probability: Probability


class PipelineIn(types.In):
    """The stages of one kind of business."""

    id: types.Id | None = None
    name: types.text(64, minimum=1)
    is_default: types.Flag = False
    stages: Annotated[list[StageBody], Field(min_length=3, max_length=30)]


class PipelinePatch(types.In):
    """What of a pipeline may be changed; a list of stages replaces the whole list."""

    name: types.text(64, minimum=1) = ""
    is_default: types.Flag = False
    stages: Annotated[list[StageBody], Field(min_length=3, max_length=30)] = []


class StageOut(types.Out):
    """One stage of a pipeline."""

    id: UUID
    code: str
    name: str
    kind: str
    probability: types.Ratio


class PipelineRow(types.Out):
    """A pipeline in a list."""

    id: UUID
    name: str
    is_default: bool
    version: int
    created_at: types.Moment


class PipelineOut(PipelineRow):
    """A pipeline with its stages."""

    stages: list[StageOut]
    updated_at: types.Moment

    @staticmethod
    def resolve_stages(pipeline: Any) -> Any:
        """This will read the stages in their order."""
        return list(pipeline.stages.all())


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
        scoped=False,
        load=load_pipeline,
    )
)


class OpportunityIn(types.In):
    """What is needed to open a possible sale."""

    id: types.Id | None = None
    at: types.Moment
    party_id: types.Id
    lead_id: types.Id | None = None
    name: types.Name
    pipeline_id: types.Id | None = None
    stage: types.text(32, minimum=1) | None = None
    amount: types.MoneyNotNegative
    currency: Currency = "CNY"
    probability: Probability | None = None
    expected_close_on: types.Day
    content: types.Note = ""
    competitors: types.Line = ""


class OpportunityPatch(types.In):
    """The facts of an opportunity that may be corrected; absent fields stay."""

    name: types.Name = ""
    amount: types.MoneyNotNegative = Decimal(0)
    probability: Probability = Decimal(0)
    expected_close_on: types.Day = date.min
    content: types.Note = ""
    competitors: types.Line = ""


class OpportunityMove(types.In):
    """Into which open stage."""

    at: types.Moment
    stage: types.text(32, minimum=1)
    probability: Probability | None = None


class OpportunityWin(types.In):
    """What decided it."""

    at: types.Moment
    reason: types.Reason


class OpportunityLose(types.In):
    """Why, and from whom they bought."""

    at: types.Moment
    reason: types.Reason
    lost_to: types.text(100) = ""


class OpportunityReopen(types.In):
    """Into which open stage, and why."""

    at: types.Moment
    stage: types.text(32, minimum=1)
    reason: types.Reason


class OpportunityRow(types.Out):
    """An opportunity in a list."""

    id: UUID
    no: str
    name: str
    party_id: UUID
    party_name: str
    state: str
    pipeline_id: UUID
    stage_code: str
    stage_name: str
    stage_since: types.Moment
    amount: types.Money
    currency: str
    probability: types.Ratio
    expected_close_on: date
    last_contact_at: types.Moment | None
    owner_id: int | None
    owner_name: str | None
    unit_id: UUID | None
    version: int
    created_at: types.Moment


class StageHistoryOut(types.Out):
    """One move or one changed figure."""

    at: types.Moment
    by: str | None
    from_stage: str | None
    to_stage: str
    seconds_in_from: int
    amount_before: types.Money | None
    amount_after: types.Money
    probability_before: types.Ratio | None
    probability_after: types.Ratio
    close_before: date | None
    close_after: date

    @staticmethod
    def resolve_by(row: Any) -> str | None:
        """This will name who did it."""
        return str(row.by) if row.by else None

    @staticmethod
    def resolve_from_stage(row: Any) -> str | None:
        """This will give the code of the stage before."""
        return row.from_stage.code if row.from_stage else None

    @staticmethod
    def resolve_to_stage(row: Any) -> str:
        """This will give the code of the stage after."""
        return str(row.to_stage.code)


class OpportunityOut(OpportunityRow):
    """An opportunity in full, with its history."""

    lead_id: UUID | None
    content: str
    competitors: str
    closed_on: date | None
    closed_reason: str
    lost_to: str
    history: list[StageHistoryOut]
    updated_at: types.Moment

    @staticmethod
    def resolve_party_name(opportunity: Any) -> str:
        """This will name the customer."""
        return str(opportunity.party.name)

    @staticmethod
    def resolve_stage_code(opportunity: Any) -> str:
        """This will give the code of the stage."""
        return str(opportunity.stage.code)

    @staticmethod
    def resolve_stage_name(opportunity: Any) -> str:
        """This will give what the stage is called."""
        return str(opportunity.stage.name)

    @staticmethod
    def resolve_owner_name(opportunity: Any) -> str | None:
        """This will name the owner."""
        return str(opportunity.owner) if opportunity.owner else None

    @staticmethod
    def resolve_history(opportunity: Any) -> Any:
        """This will read every move."""
        return list(opportunity.history.all())


class OpportunityFilters(Filters):
    """What opportunities can be filtered by."""

    state: types.one_of(State) | None = None
    stage_code: types.text(32) | None = None
    pipeline_id: types.Id | None = None
    party_id: types.Id | None = None
    lead_id: types.Id | None = None
    owner_id: types.count(1, 2_147_483_647) | None = None
    close_from: types.Day | None = None
    close_until: types.Day | None = None
    amount_from: types.MoneyNotNegative | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("party", "stage", "owner").prefetch_related(
        "history__by", "history__from_stage", "history__to_stage"
    )


OPPORTUNITY = declare(
    Resource(
        model=Opportunity,
        room="crm",
        name="opportunity",
        plural="opportunities",
        label=_("商机"),
        out=OpportunityOut,
        row=OpportunityRow,
        create=Verb(actions.create, _("新建"), OpportunityIn),
        change=Verb(actions.change, _("修改"), OpportunityPatch),
        verbs={
            "move": Verb(actions.move, _("推进阶段"), OpportunityMove),
            "win": Verb(actions.win, _("赢单"), OpportunityWin),
            "lose": Verb(actions.lose, _("输单"), OpportunityLose, danger=True),
            "reopen": Verb(actions.reopen, _("重新打开"), OpportunityReopen),
            "assign": Verb(actions.assign, _("分配"), AssignTo, states=frozenset(State.values)),
        },
        filters=OpportunityFilters,
        columns={
            "party_name": "party__name",
            "stage_code": "stage__code",
            "stage_name": "stage__name",
            "owner_name": "owner__name",
        },
        filter_paths={
            "stage_code": "stage__code",
            "close_from": "expected_close_on__gte",
            "close_until": "expected_close_on__lte",
            "amount_from": "amount__gte",
        },
        ordering=("created_at", "expected_close_on", "amount"),
        load=load,
    )
)

overview.papers("opportunities", OPPORTUNITY, tab=overview.Tab.SALES)
