"""Prices that rest on many quotes: the mean of a window, with its evidence."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.errors import Refusal
from backend.market.calendar import queries as calendars
from backend.market.instrument.models import Instrument
from backend.market.pricing.calc import averages
from backend.market.quote import queries as quotes
from backend.market.quote.models import Quote

# How far a clause may borrow a price from outside its window; no market closes for longer.
BORROW = timedelta(days=31)


class AverageWaits(Refusal, averages.QuoteMissing):
    """Days of the window have no usable price yet; `days` names them."""

    sentence = _("{code} 在计价期内有 {count} 个交易日没有价格（{shown}），均价尚不能确定。")

    def __init__(self, code: str, days: Sequence[date]) -> None:
        shown = "、".join(day.isoformat() for day in days[:5])
        Refusal.__init__(self, code=code, count=len(days), shown=shown)
        self.days = tuple(days)


class NoTradingDay(Refusal, averages.NothingToAverage):
    """No day of the window counts."""

    sentence = _("{code} 在 {first} 至 {last} 没有可计价的交易日。")


def average(
    instrument: Instrument | UUID,
    *,
    first: date,
    last: date,
    kind: str = Quote.Kind.SETTLE.value,
    missing: averages.MissingDay = averages.MissingDay.WAIT,
    places: int = 2,
    as_known_at: datetime | None = None,
) -> averages.Average:
    """This will strike the mean of a series over its own trading days, both ends included.

    Gives value, unrounded, n, days (day, value, quoted_on) and missing. A day without a price
    waits, borrows the previous or the next one, or is left out once somebody has marked it
    "not published", as the clause says (rulebook F2). A day that the source has not reached yet
    always waits. Raises AverageWaits, NoTradingDay or CalendarMissing.
    """
    found = _instrument(instrument)
    window = calendars.trading_days(found.calendar, first, last)
    rows = quotes.day_prices(
        found.pk, kind=kind, first=first - BORROW, last=last + BORROW, as_known_at=as_known_at
    )
    try:
        return averages.average(
            {row.trade_date: row.value for row in rows if row.value is not None},
            trading_days=window,
            as_of=max((row.trade_date for row in rows), default=first - timedelta(days=1)),
            missing=missing,
            unpublished={
                row.trade_date for row in rows if row.status == Quote.Status.NOT_PUBLISHED
            },
            places=places,
        )
    except averages.QuoteMissing as waiting:
        raise AverageWaits(found.code, waiting.days) from waiting
    except averages.NothingToAverage as empty:
        raise NoTradingDay(code=found.code, first=first, last=last) from empty


def running(
    instrument: Instrument | UUID,
    *,
    first: date,
    last: date,
    today: date,
    kind: str = Quote.Kind.SETTLE.value,
) -> averages.Average:
    """This will strike the mean of a window so far; an indication, never a final price."""
    found = _instrument(instrument)
    rows = quotes.series(found.pk, kind=kind, first=first, last=last)
    window = calendars.trading_days(found.calendar, first, last)
    try:
        return averages.to_date(
            {row.trade_date: row.value for row in rows}, trading_days=window, today=today
        )
    except averages.NothingToAverage as empty:
        raise NoTradingDay(code=found.code, first=first, last=last) from empty


def _instrument(instrument: Instrument | UUID) -> Instrument:
    if isinstance(instrument, Instrument):
        return instrument
    return Instrument.objects.get(pk=instrument)
