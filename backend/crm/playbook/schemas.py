"""Plays as machines see them."""

from datetime import date, time
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.crm.lead.models import Lead
from backend.crm.playbook import actions
from backend.crm.playbook.models import PlaybookRule
from backend.crm.task.models import Task

Person: Any = types.count(1, 2_147_483_647)
Code: Any = types.matching(r"^[a-z0-9_-]{1,32}$", maximum=32)
Level: Any = types.one_of(PlaybookRule.Level)
Source: Any = types.one_of(Lead.Source)
Line: Any = types.text(160, minimum=1)
Codes = Annotated[list[Code], Field(max_length=30)]
Levels = Annotated[list[Level], Field(max_length=5)]
Sources = Annotated[list[Source], Field(max_length=20)]
Lines = Annotated[list[Line], Field(max_length=20)]
Weekday: Any = types.count(1, 7)
Days: Any = types.count(0, 730)


class PlaybookRuleIn(types.In):
    """When this happens, who is to do what by when, and what counts as having done it."""

    id: types.Id | None = None
    code: types.matching(r"^[a-z0-9_-]{1,40}$", maximum=40)
    name: types.text(100, minimum=1)
    trigger: types.one_of(PlaybookRule.Trigger)
    trigger_days: types.count(1, 730) | None = None
    amount_over: types.MoneyNotNegative | None = None
    levels: Levels = []
    pipeline: types.text(32) = ""
    stages: Codes = []
    sources: Sources = []
    delay_days: Days = 0
    delay_hours: types.count(0, 200) = 0
    in_work_time: types.Flag = False
    due_weekday: Weekday | None = None
    due_time: time | None = None
    kind: types.one_of(Task.Kind)
    priority: types.one_of(Task.Priority) = Task.Priority.NORMAL.value
    title: types.text(150, minimum=1)
    assignee: types.one_of(PlaybookRule.Assignee) = PlaybookRule.Assignee.OWNER.value
    person_id: Person | None = None
    closes_on: Lines = []
    repeat_times: types.count(1, 1000) | None = None
    escalate_days: Days | None = None


class PlaybookRulePatch(types.In):
    """What of a play may be changed; code and trigger say what it is and stay."""

    name: types.text(100, minimum=1) = ""
    trigger_days: types.count(1, 730) | None = None
    amount_over: types.MoneyNotNegative | None = None
    levels: Levels = []
    pipeline: types.text(32) = ""
    stages: Codes = []
    sources: Sources = []
    delay_days: Days = 0
    delay_hours: types.count(0, 200) = 0
    in_work_time: types.Flag = False
    due_weekday: Weekday | None = None
    due_time: time | None = None
    kind: types.one_of(Task.Kind) = Task.Kind.OTHER.value
    priority: types.one_of(Task.Priority) = Task.Priority.NORMAL.value
    title: types.text(150, minimum=1) = ""
    assignee: types.one_of(PlaybookRule.Assignee) = PlaybookRule.Assignee.OWNER.value
    person_id: Person | None = None
    closes_on: Lines = []
    repeat_times: types.count(1, 1000) | None = None
    escalate_days: Days | None = None


class PlaybookStop(types.In):
    """Why it is to rest."""

    reason: types.Reason


class PlaybookResume(types.In):
    """From when on it works again."""

    at: types.Moment


class PlaybookRuleRow(types.Out):
    """A play in a list."""

    id: UUID
    code: str
    name: str
    is_active: bool
    trigger: str
    trigger_days: int | None
    amount_over: types.Money | None
    levels: list[str]
    delay_days: int
    delay_hours: int
    in_work_time: bool
    kind: str
    title: str
    assignee: str
    escalate_days: int | None
    version: int
    created_at: types.Moment


class PlaybookRuleOut(PlaybookRuleRow):
    """A play in full."""

    active_from: types.Moment
    pipeline: str
    stages: list[str]
    sources: list[str]
    due_weekday: int | None
    due_time: time | None
    priority: str
    person_id: int | None
    closes_on: list[str]
    repeat_times: int | None
    scanned_until: types.Moment | None
    runs: int
    updated_at: types.Moment

    @staticmethod
    def resolve_runs(rule: Any) -> int:
        """This will count the tasks it asked for so far."""
        return int(rule.runs.count())


class PlaybookRuleFilters(Filters):
    """What plays can be filtered by."""

    trigger: types.one_of(PlaybookRule.Trigger) | None = None
    is_active: types.Flag | None = None


class CoveragePerson(types.Out):
    """How well somebody's large sales were followed up."""

    owner_id: int | None
    owner: str
    total: int
    done: int
    share: types.Ratio


class CoverageSale(types.Out):
    """A large sale nobody spoke about in the week."""

    id: UUID
    no: str
    name: str
    party_name: str
    amount: types.Money
    currency: str
    owner_id: int | None
    owner_name: str | None

    @staticmethod
    def resolve_party_name(row: Any) -> str:
        """This will name the customer."""
        return str(row.party.name)

    @staticmethod
    def resolve_owner_name(row: Any) -> str | None:
        """This will name who should have."""
        return str(row.owner) if row.owner else None


class CoverageOut(types.Out):
    """A week of follow-ups: in all, by person, and what was left out."""

    week: str
    first: date
    last: date
    threshold: types.Money
    total: int
    done: int
    share: types.Ratio
    people: list[CoveragePerson]
    missing: list[CoverageSale]


class CoverageQuery(Filters):
    """Which ISO week; the present one unless named."""

    week: types.text(8) | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("person")


PLAYBOOK_RULE = declare(
    Resource(
        model=PlaybookRule,
        room="crm",
        name="playbook_rule",
        plural="playbook-rules",
        label=_("打法规则"),
        out=PlaybookRuleOut,
        row=PlaybookRuleRow,
        create=Verb(actions.create, _("新建"), PlaybookRuleIn),
        change=Verb(actions.change, _("修改"), PlaybookRulePatch),
        verbs={
            "stop": Verb(
                actions.stop, _("停用"), PlaybookStop, states=ALWAYS, when=lambda r: r.is_active
            ),
            "resume": Verb(
                actions.resume,
                _("启用"),
                PlaybookResume,
                states=ALWAYS,
                when=lambda r: not r.is_active,
                permission="crm.stop_playbook_rule",
            ),
        },
        filters=PlaybookRuleFilters,
        ordering=("created_at", "code"),
        scoped=False,
        load=load,
    )
)
