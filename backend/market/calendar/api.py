"""The HTTP door of calendars."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from backend.core import types
from backend.core.access import policy
from backend.core.http.doors import Filters, IdempotencyKey, actor_of, as_json, once, router_for
from backend.market.calendar import actions, queries
from backend.market.calendar.schemas import TRADING_DAY, CalendarFill, CalendarFilled

Code: Any = types.text(16, minimum=1)
fills = Router(tags=["market"])
calendars = Router(tags=["market"])


class TradeDateQuery(Filters):
    """A moment on a market's clock."""

    at: types.Moment


class TradeDateOut(types.Out):
    """The trading day a moment belongs to."""

    code: str
    trade_date: types.Day
    has_night: bool


@fills.post(
    "",
    response=CalendarFilled,
    operation_id="market_trading_day_fill",
    summary="Fill a calendar",
)
def fill(request: HttpRequest, data: CalendarFill, key: IdempotencyKey = None) -> HttpResponse:
    """Add the days a calendar does not have yet; days on file stay as they are."""
    actor = actor_of(request)

    def work() -> HttpResponse:
        added = actions.fill(
            actor=actor,
            code=data.code,
            first=data.first,
            last=data.last,
            holidays={row.day: row.note for row in data.holidays},
            make_up={row.day: row.note for row in data.make_up},
        )
        return as_json({"code": data.code, "added": added})

    return once(request, actor, key, work)


@calendars.get(
    "/{code}/trade-date",
    response=TradeDateOut,
    operation_id="market_trading_day_of_moment",
    summary="Tell the trading day of a moment",
)
def trade_date(
    request: HttpRequest,
    code: Annotated[Code, Path()],
    query: Annotated[TradeDateQuery, Query()],
) -> dict[str, Any]:
    """Tell which trading day a moment belongs to: a night session opens the next one."""
    policy.require(actor_of(request), TRADING_DAY.permission("view"))
    day = queries.trade_date(code, query.at)
    return {"code": code, "trade_date": day, "has_night": queries.has_night(code, day)}


ROUTERS = {
    "trading-days": router_for(TRADING_DAY),
    "calendar-fills": fills,
    "calendars": calendars,
}
