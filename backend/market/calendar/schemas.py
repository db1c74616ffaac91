"""A calendar as machines see it."""

from typing import Annotated
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare, permit
from backend.market.calendar import actions
from backend.market.calendar.models import TradingDay

permit("market.fill_trading_day")


class TradingDayPatch(types.In):
    """What of a day may be corrected; whether it is open follows from its kind."""

    kind: types.one_of(TradingDay.Kind) = TradingDay.Kind.NORMAL.value
    note: types.text(100) = ""


class SpecialDay(types.In):
    """A day that is not what its weekday says."""

    day: types.Day
    note: types.text(100) = ""


class CalendarFill(types.In):
    """A span of days to add: weekdays open, weekends closed, but for the days listed."""

    code: types.text(16, minimum=1)
    first: types.Day
    last: types.Day
    holidays: Annotated[list[SpecialDay], Field(max_length=400)] = []
    make_up: Annotated[list[SpecialDay], Field(max_length=100)] = []


class CalendarFilled(types.Out):
    """How many days were added."""

    code: str
    added: int


class TradingDayRow(types.Out):
    """A day of a calendar."""

    id: UUID
    code: str
    day: types.Day
    kind: str
    is_open: bool
    note: str
    version: int


class TradingDayFilters(Filters):
    """What days can be filtered by."""

    code: types.text(16) | None = None
    is_open: types.Flag | None = None
    kind: types.one_of(TradingDay.Kind) | None = None
    first: types.Day | None = None
    last: types.Day | None = None


class TradingDayOut(TradingDayRow):
    """A day of a calendar in full."""


TRADING_DAY = declare(
    Resource(
        model=TradingDay,
        room="market",
        name="trading_day",
        plural="trading-days",
        label=_("交易日历"),
        out=TradingDayOut,
        row=TradingDayRow,
        change=Verb(actions.change, _("修改"), TradingDayPatch),
        filters=TradingDayFilters,
        filter_paths={
            "first": lambda day: Q(day__gte=day),
            "last": lambda day: Q(day__lte=day),
        },
        ordering=("day",),
        scoped=False,
        searchable=False,
    )
)
