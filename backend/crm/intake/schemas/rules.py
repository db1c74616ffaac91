"""Assignment rules and absences as machines see them."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.crm.intake import actions
from backend.crm.intake.flow import AbsenceState
from backend.crm.intake.models import Absence, AssignmentRule
from backend.crm.lead.models import Lead

Person: Any = types.count(1, 2_147_483_647)
People = Annotated[list[Person], Field(max_length=100)]
Source: Any = types.one_of(Lead.Source)
Place: Any = types.text(32, minimum=1)
Word: Any = types.text(64, minimum=1)
Sources = Annotated[list[Source], Field(max_length=10)]
Places = Annotated[list[Place], Field(max_length=50)]
Words = Annotated[list[Word], Field(max_length=50)]
Position = types.count(1, 9999)


class AssignmentRuleIn(types.In):
    """Which leads go to whom; empty conditions ask for nothing."""

    id: types.Id | None = None
    on: types.Day
    name: types.text(100, minimum=1)
    position: Position
    is_active: types.Flag = True
    sources: Sources = []
    provinces: Places = []
    cities: Places = []
    words: Words = []
    amount_min: types.MoneyNotNegative | None = None
    amount_max: types.MoneyNotNegative | None = None
    when: types.one_of(AssignmentRule.When) = AssignmentRule.When.ANY.value
    method: types.one_of(AssignmentRule.Method)
    team_id: types.Id | None = None
    people_ids: People = []


class AssignmentRulePatch(types.In):
    """What of a rule may be corrected; absent fields stay."""

    name: types.text(100, minimum=1) = ""
    position: Position = 1
    is_active: types.Flag = True
    sources: Sources = []
    provinces: Places = []
    cities: Places = []
    words: Words = []
    amount_min: types.MoneyNotNegative | None = None
    amount_max: types.MoneyNotNegative | None = None
    when: types.one_of(AssignmentRule.When) = AssignmentRule.When.ANY.value
    method: types.one_of(AssignmentRule.Method) = AssignmentRule.Method.TERRITORY.value
    team_id: types.Id | None = None
    people_ids: People = []


class AssignmentRuleRow(types.Out):
    """A rule in a list."""

    id: UUID
    no: str
    name: str
    position: int
    is_active: bool
    method: str
    when: str
    team_id: UUID | None
    owner_id: int | None
    version: int
    created_at: types.Moment


class AssignmentRuleOut(AssignmentRuleRow):
    """A rule in full."""

    sources: list[str]
    provinces: list[str]
    cities: list[str]
    words: list[str]
    amount_min: types.Money | None
    amount_max: types.Money | None
    people_ids: list[int]
    updated_at: types.Moment

    @staticmethod
    def resolve_people_ids(rule: Any) -> list[int]:
        """This will give the people in their order."""
        return [seat.user_id for seat in rule.seats.all()]


class AssignmentRuleFilters(Filters):
    """What rules can be filtered by."""

    is_active: types.Flag | None = None
    method: types.one_of(AssignmentRule.Method) | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("team").prefetch_related("seats")


ASSIGNMENT_RULE = declare(
    Resource(
        model=AssignmentRule,
        room="crm",
        name="assignment_rule",
        plural="assignment-rules",
        label=_("线索分配规则"),
        out=AssignmentRuleOut,
        row=AssignmentRuleRow,
        create=Verb(actions.create_rule, _("新建"), AssignmentRuleIn),
        change=Verb(actions.change_rule, _("修改"), AssignmentRulePatch),
        filters=AssignmentRuleFilters,
        ordering=("created_at", "position"),
        scoped=False,
        load=load,
    )
)


class RuleRun(types.In):
    """Which waiting lead to give to somebody by the rules."""

    at: types.Moment
    lead_id: types.Id


class RuleRunOut(types.Out):
    """Who has the lead now; nobody where no rule fits."""

    lead_id: UUID
    state: str
    owner_id: int | None


class AbsenceIn(types.In):
    """From when until when somebody is away; oneself unless a person is named."""

    id: types.Id | None = None
    person_id: Person | None = None
    first_on: types.Day
    last_on: types.Day
    reason: types.text(200) = ""


class AbsenceRow(types.Out):
    """An absence in a list."""

    id: UUID
    owner_id: int | None
    owner_name: str | None
    first_on: date
    last_on: date
    state: str
    reason: str
    version: int
    created_at: types.Moment


class AbsenceOut(AbsenceRow):
    """An absence in full."""

    updated_at: types.Moment

    @staticmethod
    def resolve_owner_name(absence: Any) -> str | None:
        """This will name who is away."""
        return str(absence.owner) if absence.owner else None


class AbsenceFilters(Filters):
    """What absences can be filtered by."""

    state: types.one_of(AbsenceState) | None = None
    owner_id: Person | None = None
    day: types.Day | None = None


ABSENCE = declare(
    Resource(
        model=Absence,
        room="crm",
        name="absence",
        plural="absences",
        label=_("休假"),
        out=AbsenceOut,
        row=AbsenceRow,
        create=Verb(actions.create_absence, _("新建"), AbsenceIn),
        verbs={"cancel": Verb(actions.cancel_absence, _("取消休假"))},
        filters=AbsenceFilters,
        columns={"owner_name": "owner__name"},
        filter_paths={"day": lambda day: Q(first_on__lte=day, last_on__gte=day)},
        ordering=("created_at", "first_on"),
        load=lambda rows: rows.select_related("owner"),
    )
)
