"""A survey as machines see it."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import overview, types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.service.survey import actions, calc
from backend.service.survey.flow import State
from backend.service.survey.models import Survey

Person: Any = types.count(1, 2_147_483_647)


class SurveyIn(types.In):
    """What is to be rated, and for how long."""

    id: types.Id | None = None
    at: types.Moment
    ticket_id: types.Id | None = None
    work_order_id: types.Id | None = None
    days: types.count(1, 180) = 30


class SurveyBecause(types.In):
    """Why nobody is asked after all."""

    reason: types.Reason


class SurveyAnswer(types.In):
    """What the customer says."""

    score: types.count(1, 5)
    tags: Annotated[list[types.one_of(Survey.Tag)], Field(max_length=6)] = []
    text: types.text(1000) = ""


class SurveyRow(types.Out):
    """A survey in a list."""

    id: UUID
    no: str
    state: str
    customer_id: UUID
    customer_name: str
    ticket_id: UUID | None
    ticket_no: str | None
    work_order_id: UUID | None
    work_order_no: str | None
    worker_id: int | None
    worker_name: str | None
    product_id: UUID | None
    asked_at: types.Moment
    expires_at: types.Moment
    answered_at: types.Moment | None
    score: int | None
    tags: list[str]
    text: str
    owner_id: int | None
    unit_id: UUID | None
    version: int
    created_at: types.Moment


class SurveyOut(SurveyRow):
    """A survey in full."""

    updated_at: types.Moment

    @staticmethod
    def resolve_customer_name(survey: Any) -> str:
        """This will name the customer."""
        return str(survey.customer.name)

    @staticmethod
    def resolve_ticket_no(survey: Any) -> str | None:
        """This will number the ticket."""
        return str(survey.ticket.no) if survey.ticket else None

    @staticmethod
    def resolve_work_order_no(survey: Any) -> str | None:
        """This will number the work order."""
        return str(survey.work_order.no) if survey.work_order else None

    @staticmethod
    def resolve_worker_name(survey: Any) -> str | None:
        """This will name who did the work."""
        return str(survey.worker) if survey.worker else None


class SurveyFilters(Filters):
    """What surveys can be filtered by."""

    state: types.one_of(State) | None = None
    score: types.count(1, 5) | None = None
    is_low: types.Flag | None = None
    customer_id: types.Id | None = None
    ticket_id: types.Id | None = None
    work_order_id: types.Id | None = None
    worker_id: Person | None = None
    product_id: types.Id | None = None


class ContentQuery(Filters):
    """Which surveys are summed up: those asked in a span of time."""

    since: types.Moment
    until: types.Moment
    worker_id: Person | None = None
    product_id: types.Id | None = None


class SurveyContentOut(types.Out):
    """How content customers were; the mean only where enough answered."""

    asked: int
    answered: int
    rate: Decimal | None
    mean: Decimal | None
    low: int
    enough: int


class SurveyLinkOut(types.Out):
    """The path of a survey's page while it may be answered."""

    path: str | None


def is_low(low: bool) -> Q:
    """This will give the answers that call for a call, or the others."""
    bad = Q(score__lte=calc.LOW)
    return bad if low else Q(score__gt=calc.LOW)


SURVEY = declare(
    Resource(
        model=Survey,
        room="service",
        name="survey",
        plural="surveys",
        label=_("满意度调查"),
        out=SurveyOut,
        row=SurveyRow,
        create=Verb(actions.ask, _("邀请评价"), SurveyIn),
        verbs={"withdraw": Verb(actions.withdraw, _("撤回"), SurveyBecause, danger=True)},
        filters=SurveyFilters,
        columns={
            "customer_name": "customer__name",
            "ticket_no": "ticket__no",
            "work_order_no": "work_order__no",
            "worker_name": "worker__name",
        },
        filter_paths={"is_low": is_low},
        ordering=("created_at", "asked_at"),
        load=lambda rows: rows.select_related("customer", "ticket", "work_order", "worker"),
    )
)

overview.papers("service_surveys", SURVEY, path="customer_id", tab=overview.Tab.AFTER)
