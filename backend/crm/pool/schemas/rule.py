"""The rules by which customers fall, and what they do tonight, as machines see them."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.crm.customer.flow import State
from backend.crm.customer.models import Customer
from backend.crm.pool import actions
from backend.crm.pool.models import RecycleExtension, RecycleRule

Level = types.one_of(Customer.Level)
Term = types.count(1, 3_650)
Few = types.count(0, 365)


class LevelDaysBody(types.In):
    """How many days customers of a level have."""

    level: Level
    days: Term


class LevelDaysOut(types.Out):
    """How many days customers of a level have."""

    level: str
    days: int


class RecycleRuleIn(types.In):
    """Whom a rule speaks of, what it counts, where customers go, who is spared and warned."""

    id: types.Id | None = None
    name: types.text(64, minimum=1)
    target: types.one_of(RecycleRule.Target) = RecycleRule.Target.POOL.value
    pool_id: types.Id | None = None
    levels: Annotated[list[Level], Field(max_length=10)] = []
    segments: Annotated[list[types.text(64, minimum=1)], Field(max_length=50)] = []
    states: Annotated[list[types.one_of(State)], Field(max_length=5)] = []
    for_unit_id: types.Id | None = None
    clock: types.one_of(RecycleRule.Clock)
    days: Term
    level_days: Annotated[list[LevelDaysBody], Field(max_length=10)] = []
    exemptions: Annotated[list[types.text(32, minimum=1)], Field(max_length=20)] = []
    warn_days: Annotated[list[types.count(1, 365)], Field(max_length=10)] = []
    max_extensions: types.count(0, 100) = 0
    extension_days: Few = 0
    grace_days: Few = 0
    priority: types.count(0, 10_000) = 100
    is_active: types.Flag = True


class RecycleRulePatch(types.In):
    """The facts of a rule that may be changed; absent fields stay."""

    name: types.text(64, minimum=1) = ""
    target: types.one_of(RecycleRule.Target) = RecycleRule.Target.POOL.value
    pool_id: types.Id | None = None
    levels: Annotated[list[Level], Field(max_length=10)] = []
    segments: Annotated[list[types.text(64, minimum=1)], Field(max_length=50)] = []
    states: Annotated[list[types.one_of(State)], Field(max_length=5)] = []
    for_unit_id: types.Id | None = None
    clock: types.one_of(RecycleRule.Clock) = RecycleRule.Clock.SINCE_LAST_CONTACT.value
    days: Term = 1
    level_days: Annotated[list[LevelDaysBody], Field(max_length=10)] = []
    exemptions: Annotated[list[types.text(32, minimum=1)], Field(max_length=20)] = []
    warn_days: Annotated[list[types.count(1, 365)], Field(max_length=10)] = []
    max_extensions: types.count(0, 100) = 0
    extension_days: Few = 0
    grace_days: Few = 0
    priority: types.count(0, 10_000) = 100
    is_active: types.Flag = True


class RecycleRuleRun(types.In):
    """The day by which a rule is run now."""

    on: types.Day


class RecycleRuleRow(types.Out):
    """A rule in a list."""

    id: UUID
    name: str
    target: str
    pool_id: UUID | None
    pool_name: str | None
    clock: str
    days: int
    priority: int
    is_active: bool
    version: int
    created_at: types.Moment


class RecycleRuleOut(RecycleRuleRow):
    """A rule in full."""

    levels: list[str]
    segments: list[str]
    states: list[str]
    for_unit_id: UUID | None
    level_days: list[LevelDaysOut]
    exemptions: list[str]
    warn_days: list[int]
    max_extensions: int
    extension_days: int
    grace_days: int
    updated_at: types.Moment

    @staticmethod
    def resolve_pool_name(rule: Any) -> str | None:
        """This will name the pool customers go to."""
        return str(rule.pool) if rule.pool else None


class RecycleRuleFilters(Filters):
    """What rules can be filtered by."""

    is_active: types.Flag | None = None
    target: types.one_of(RecycleRule.Target) | None = None


class RecycleFall(types.Out):
    """A customer that falls, and to whom."""

    customer_id: UUID
    customer_no: str
    name: str
    level: str
    owner_id: int
    owner_name: str
    rule_id: UUID
    rule_name: str
    counts_from: date
    falls_on: date
    pool_id: UUID | None
    to_id: int | None


class RecycleWarn(types.Out):
    """A customer that will fall, and how many days before its owner is told now."""

    customer_id: UUID
    customer_no: str
    name: str
    level: str
    owner_id: int
    owner_name: str
    rule_id: UUID
    rule_name: str
    counts_from: date
    falls_on: date
    threshold: int


class RecycleNight(types.Out):
    """What the rules do on a day: as many rows as asked for, and how many there are."""

    on: date
    falls: list[RecycleFall]
    warns: list[RecycleWarn]
    fall_count: int
    warn_count: int


class RecycleNightQuery(Filters):
    """The day to look at, and how many rows to show."""

    on: types.Day
    limit: types.count(1, 5_000) = 500


class RecycleExtensionIn(types.In):
    """Which customer needs more time, and why."""

    id: types.Id | None = None
    customer_id: types.Id
    reason: types.Reason


class RecycleExtensionRow(types.Out):
    """A granted extension."""

    id: UUID
    customer_id: UUID
    customer_no: str
    customer_name: str
    rule_id: UUID
    rule_name: str
    until: date
    reason: str
    owner_id: int | None
    version: int
    created_at: types.Moment


class RecycleExtensionOut(RecycleExtensionRow):
    """A granted extension in full."""

    updated_at: types.Moment

    @staticmethod
    def resolve_customer_no(extension: Any) -> str:
        """This will give the customer's number."""
        return str(extension.customer.no)

    @staticmethod
    def resolve_customer_name(extension: Any) -> str:
        """This will name the customer."""
        return str(extension.customer.party.name)

    @staticmethod
    def resolve_rule_name(extension: Any) -> str:
        """This will name the rule that was put off."""
        return str(extension.rule)


class RecycleExtensionFilters(Filters):
    """What extensions can be filtered by."""

    customer_id: types.Id | None = None
    rule_id: types.Id | None = None


def load_rule(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("pool")


def load_extension(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("customer__party", "rule")


RECYCLE_RULE = declare(
    Resource(
        model=RecycleRule,
        room="crm",
        name="recycle_rule",
        plural="recycle-rules",
        label=_("回收规则"),
        out=RecycleRuleOut,
        row=RecycleRuleRow,
        create=Verb(actions.create_rule, _("新建"), RecycleRuleIn),
        change=Verb(actions.change_rule, _("修改"), RecycleRulePatch),
        verbs={
            "run": Verb(
                actions.run,
                _("立即执行"),
                RecycleRuleRun,
                states=ALWAYS,
                when=lambda rule: rule.is_active,
                danger=True,
            )
        },
        filters=RecycleRuleFilters,
        columns={"pool_name": "pool__name"},
        ordering=("created_at", "priority"),
        scoped=False,
        load=load_rule,
    )
)

RECYCLE_EXTENSION = declare(
    Resource(
        model=RecycleExtension,
        room="crm",
        name="recycle_extension",
        plural="recycle-extensions",
        label=_("回收延期"),
        out=RecycleExtensionOut,
        row=RecycleExtensionRow,
        create=Verb(actions.extend, _("申请延期"), RecycleExtensionIn),
        filters=RecycleExtensionFilters,
        columns={
            "customer_no": "customer__no",
            "customer_name": "customer__party__name",
            "rule_name": "rule__name",
        },
        ordering=("created_at",),
        load=load_extension,
    )
)
