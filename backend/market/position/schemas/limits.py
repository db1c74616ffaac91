"""Limits and breaches as machines see them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.market.position import actions
from backend.market.position.flow import State
from backend.market.position.models import LimitBreach, PositionLimit
from backend.market.position.schemas.words import Metal, MonthOrNone

Line: Any = types.number(9, 6, above="0")


# -- limits and breaches ---------------------------------------------------------------------


class PositionLimitIn(types.In):
    """How many tonnes of a metal may be open. The ratios are of the limit."""

    id: types.Id | None = None
    metal: Metal
    measure: types.one_of(PositionLimit.Measure)
    month: MonthOrNone = ""
    tonnes: types.PositiveWeight
    warn_at: Line = "0.8"
    breach_at: Line = "1"
    block_at: Line = "1.2"
    valid_from: types.Day
    valid_to: types.Day | None = None
    note: types.text(200) = ""


class PositionLimitPatch(types.In):
    """What of a limit may change; absent fields stay."""

    tonnes: types.PositiveWeight = "1"
    warn_at: Line = "0.8"
    breach_at: Line = "1"
    block_at: Line = "1.2"
    valid_to: types.Day | None = None
    note: types.text(200) = ""


class PositionLimitRow(types.Out):
    """A limit in a list."""

    id: UUID
    metal: str
    measure: str
    month: str
    tonnes: types.Weight
    warn_at: types.Ratio
    breach_at: types.Ratio
    block_at: types.Ratio
    valid_from: types.Day
    valid_to: types.Day | None
    note: str
    version: int
    created_at: types.Moment


class PositionLimitOut(PositionLimitRow):
    """A limit in full."""

    owner_id: int | None
    updated_at: types.Moment


class PositionLimitFilters(Filters):
    """What limits can be filtered by; `on` keeps those that hold on a day."""

    metal: Metal | None = None
    measure: types.one_of(PositionLimit.Measure) | None = None
    on: types.Day | None = None


class BreachApprove(types.In):
    """Until which day and up to how many tonnes the position may be beyond its limit."""

    on: types.Day
    until: types.Day
    tonnes: types.PositiveWeight
    reason: types.Reason


class BreachReason(types.In):
    """Why it is put before those above."""

    reason: types.Reason


class LimitBreachRow(types.Out):
    """A breach in a list."""

    id: UUID
    no: str
    state: str
    level: str
    limit_id: UUID
    measure: str
    metal: str
    month: str
    on: types.Day
    before: types.Weight
    after: types.Weight
    tonnes: types.Weight
    ratio: types.Price
    source_code: str
    source_no: str
    approved_until: types.Day | None
    approved_tonnes: types.Weight | None
    version: int
    created_at: types.Moment


class LimitBreachOut(LimitBreachRow):
    """A breach in full."""

    source_id: UUID | None
    approved_by_id: int | None
    owner_id: int | None
    created_by_id: int | None
    updated_at: types.Moment

    @staticmethod
    def resolve_measure(breach: Any) -> str:
        """This will say what was measured."""
        return str(breach.limit.measure)


class LimitBreachFilters(Filters):
    """What breaches can be filtered by."""

    state: types.one_of(State) | None = None
    metal: Metal | None = None
    level: types.one_of(LimitBreach.Level) | None = None


def _holds(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))


def load_breach(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch the limit with the breach."""
    return rows.select_related("limit")


POSITION_LIMIT = declare(
    Resource(
        model=PositionLimit,
        room="market",
        name="position_limit",
        plural="position-limits",
        label=_("头寸限额"),
        out=PositionLimitOut,
        row=PositionLimitRow,
        create=Verb(actions.create, _("设定限额"), PositionLimitIn),
        change=Verb(actions.change, _("修改限额"), PositionLimitPatch),
        filters=PositionLimitFilters,
        filter_paths={"on": _holds},
        scoped=False,
    )
)

LIMIT_BREACH = declare(
    Resource(
        model=LimitBreach,
        room="market",
        name="limit_breach",
        plural="limit-breaches",
        label=_("限额突破"),
        out=LimitBreachOut,
        row=LimitBreachRow,
        verbs={
            "approve": Verb(actions.approve, _("批准"), BreachApprove, danger=True),
            "escalate": Verb(actions.escalate, _("上报"), BreachReason),
        },
        filters=LimitBreachFilters,
        columns={"measure": "limit__measure"},
        load=load_breach,
    )
)
