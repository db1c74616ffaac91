"""Production progress as machines see it."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.crm.progress import actions
from backend.crm.progress.flow import State
from backend.crm.progress.models import Milestone, Progress

Percent = types.count(0, 100)


class ProgressMilestoneIn(types.In):
    """A milestone: how much of the work it is and until when it is planned."""

    kind: types.one_of(Milestone.Kind)
    weight: types.count(1, 100)
    planned_on: types.Day


class ProgressIn(types.In):
    """Which line is made until when; no milestones named are those of the template."""

    id: types.Id | None = None
    on: types.Day
    contract_id: types.Id
    line_id: types.Id
    template: types.one_of(Progress.Template) = "machine"
    promised_on: types.Day
    alarm_days: types.count(0, 90) = 3
    milestones: Annotated[list[ProgressMilestoneIn], Field(max_length=6)] = []


class ProgressReport(types.In):
    """How far a milestone is: done on a day, or forecast for one, late for a reason."""

    at: types.Moment
    kind: types.one_of(Milestone.Kind)
    percent: Percent
    on: types.Day | None = None
    forecast_on: types.Day | None = None
    source: types.one_of(Milestone.Source) = "manual"
    reason: types.text(500) = ""
    photo_ids: Annotated[list[types.Id], Field(max_length=9)] = []


class ProgressReplan(types.In):
    """The days agreed on anew, and why."""

    promised_on: types.Day
    alarm_days: types.count(0, 90) | None = None
    milestones: Annotated[list[ProgressMilestoneIn], Field(max_length=6)] = []
    reason: types.Reason


class ProgressCancel(types.In):
    """Why it is not made."""

    reason: types.Reason


class MilestoneOut(types.Out):
    """A milestone."""

    seq: int
    kind: str
    weight: int
    planned_on: date
    forecast_on: date | None
    actual_on: date | None
    percent: int
    source: str
    slip_reason: str
    reported_at: types.Moment | None
    photos: list[str]


class ProgressRow(types.Out):
    """A progress in a list."""

    id: UUID
    no: str
    state: str
    contract_id: UUID
    contract_no: str
    line_id: UUID
    product_name: str
    party_id: UUID
    party_name: str
    percent: int
    promised_on: date
    expected_on: date
    slip_days: int
    reported_at: types.Moment | None
    owner_id: int | None
    unit_id: UUID | None
    version: int
    created_at: types.Moment


class ProgressOut(ProgressRow):
    """A progress with its milestones."""

    template: str
    alarm_days: int
    milestones: list[MilestoneOut]
    updated_at: types.Moment

    @staticmethod
    def resolve_contract_no(progress: Any) -> str:
        """This will give the number of the contract."""
        return str(progress.contract.no)

    @staticmethod
    def resolve_product_name(progress: Any) -> str:
        """This will name what is made."""
        return str(progress.line.product.name)

    @staticmethod
    def resolve_party_name(progress: Any) -> str:
        """This will name the customer."""
        return str(progress.party.name)


class ProgressFilters(Filters):
    """What progress can be filtered by."""

    state: types.one_of(State) | None = None
    contract_id: types.Id | None = None
    line_id: types.Id | None = None
    party_id: types.Id | None = None
    slip_from: types.count(0, 10_000) | None = None
    expected_from: types.Day | None = None
    expected_until: types.Day | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    kept = rows.select_related("contract", "line__product", "party")
    return kept.prefetch_related("milestones")


PROGRESS = declare(
    Resource(
        model=Progress,
        room="crm",
        name="progress",
        plural="progresses",
        label=_("生产进度"),
        out=ProgressOut,
        row=ProgressRow,
        create=Verb(actions.plan, _("安排"), ProgressIn),
        verbs={
            "report": Verb(actions.report, _("上报进度"), ProgressReport),
            "replan": Verb(actions.replan, _("调整计划"), ProgressReplan),
            "cancel": Verb(actions.cancel, _("取消"), ProgressCancel, danger=True),
        },
        filters=ProgressFilters,
        columns={
            "contract_no": "contract__no",
            "product_name": "line__product__name",
            "party_name": "party__name",
        },
        filter_paths={
            "slip_from": "slip_days__gte",
            "expected_from": "expected_on__gte",
            "expected_until": "expected_on__lte",
        },
        ordering=("created_at", "expected_on", "promised_on"),
        load=load,
    )
)
