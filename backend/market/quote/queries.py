"""Questions about prices: the newest version counts, unless one asks what was known before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from backend.market.calendar.models import TradingDay
from backend.market.instrument.models import Instrument
from backend.market.quote.models import Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteValue:
    """A published price and the very version it comes from; papers keep `id`."""

    id: UUID
    instrument_id: UUID
    kind: str
    trade_date: date
    value: Decimal
    version: int
    status: str
    recorded_at: datetime


def newest(rows: QuerySet[Quote] | None = None) -> QuerySet[Quote]:
    """This will cut quotes to the version that counts, of any table size, for lists."""
    base = Quote.objects.all() if rows is None else rows
    later = Quote.objects.filter(
        instrument=OuterRef("instrument"),
        kind=OuterRef("kind"),
        trade_date=OuterRef("trade_date"),
        version__gt=OuterRef("version"),
    )
    return base.filter(~Exists(later))


def settle(
    instrument_id: UUID,
    day: date,
    *,
    kind: str = Quote.Kind.SETTLE.value,
    as_known_at: datetime | None = None,
) -> QuoteValue | None:
    """This will find the price of a day, newest version; None while it is missing.

    `as_known_at` leaves out what was recorded after that moment.
    """
    rows = Quote.objects.filter(instrument_id=instrument_id, kind=kind, trade_date=day)
    if as_known_at is not None:
        rows = rows.filter(recorded_at__lte=as_known_at)
    row = rows.order_by("-version").first()
    return None if row is None or row.value is None else value_of(row)


class DayPrice(NamedTuple):
    """What the newest row of a day says; no value while there is none or none was published."""

    trade_date: date
    value: Decimal | None
    status: str


def day_prices(
    instrument_id: UUID,
    *,
    kind: str,
    first: date,
    last: date,
    as_known_at: datetime | None = None,
) -> list[DayPrice]:
    """This will give the newest row of each day, in day order, as plain values."""
    rows = _rows(instrument_id, kind=kind, first=first, last=last, as_known_at=as_known_at)
    return [DayPrice(*row) for row in rows.values_list("trade_date", "value", "status")]


def _rows(
    instrument_id: UUID, *, kind: str, first: date, last: date, as_known_at: datetime | None
) -> QuerySet[Quote]:
    """The newest row of each day, those without a value included, in day order."""
    rows = Quote.objects.filter(
        instrument_id=instrument_id, kind=kind, trade_date__range=(first, last)
    )
    if as_known_at is not None:
        rows = rows.filter(recorded_at__lte=as_known_at)
    return rows.order_by("trade_date", "-version").distinct("trade_date")


def series(
    instrument_id: UUID,
    *,
    first: date,
    last: date,
    kind: str = Quote.Kind.SETTLE.value,
    as_known_at: datetime | None = None,
) -> list[QuoteValue]:
    """This will give the published prices of a span in day order, newest versions."""
    rows = _rows(instrument_id, kind=kind, first=first, last=last, as_known_at=as_known_at)
    return [value_of(row) for row in rows if row.value is not None]


def last_before(
    instrument_id: UUID, day: date, *, kind: str = Quote.Kind.SETTLE.value
) -> QuoteValue | None:
    """This will find the newest published price before a day."""
    rows = Quote.objects.filter(instrument_id=instrument_id, kind=kind, trade_date__lt=day)
    row = newest(rows).filter(value__isnull=False).order_by("-trade_date").first()
    return None if row is None else value_of(row)


def latest(instrument_id: UUID, *, kind: str = Quote.Kind.SETTLE.value) -> QuoteValue | None:
    """This will find the newest published price of a series."""
    return last_before(instrument_id, date.max, kind=kind)


def last_heard(instrument_id: UUID, *, kind: str) -> date | None:
    """This will give the last day a series has a row for, with or without a value."""
    rows = Quote.objects.filter(instrument_id=instrument_id, kind=kind)
    return rows.order_by("-trade_date").values_list("trade_date", flat=True).first()


def history(instrument_ids: Iterable[UUID], *, first: date, last: date) -> QuerySet[Quote]:
    """This will give every version of every kind in a span, oldest version first."""
    return Quote.objects.filter(
        instrument_id__in=list(instrument_ids), trade_date__range=(first, last)
    ).order_by("version")


def value_of(row: Quote) -> QuoteValue:
    """This will present a row that has a value."""
    assert row.value is not None  # rows without one are filtered by the caller
    return QuoteValue(
        id=row.pk,
        instrument_id=row.instrument_id,
        kind=row.kind,
        trade_date=row.trade_date,
        value=row.value,
        version=row.version,
        status=row.status,
        recorded_at=row.recorded_at,
    )


def latest_prices() -> list[dict[str, Any]]:
    """This will list the newest price of every series in its main kind, and its change.

    Three queries whatever the number of series.
    """
    ranked = newest(
        Quote.objects.filter(
            instrument=OuterRef("pk"),
            kind=OuterRef("quote_kinds__0"),
            value__isnull=False,
        )
    ).order_by("-trade_date")
    instruments = list(
        Instrument.objects.annotate(
            newest_id=Subquery(ranked.values("pk")[:1]),
            before_id=Subquery(ranked.values("pk")[1:2]),
        ).order_by("code")
    )
    ids = [pk for one in instruments for pk in (one.newest_id, one.before_id) if pk]
    rows = Quote.objects.in_bulk(ids)
    return [
        _latest(one, rows[one.newest_id], rows.get(one.before_id))
        for one in instruments
        if one.newest_id
    ]


def _latest(one: Instrument, row: Quote, before: Quote | None) -> dict[str, Any]:
    now = value_of(row).value
    previous = None if before is None else value_of(before).value
    return {
        "instrument_id": one.pk,
        "code": one.code,
        "name": one.name,
        "kind": row.kind,
        "currency": one.currency,
        "unit_of_measure": one.unit_of_measure,
        "tax_basis": one.tax_basis,
        "trade_date": row.trade_date,
        "value": now,
        "previous": previous,
        "change": None if previous is None else now - previous,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The days and series of a quick entry, with the prices known."""

    kind: str
    codes: list[str]
    days: list[date]
    values: dict[tuple[str, date], str]


def markets() -> list[str]:
    """This will name the markets that have instruments."""
    return sorted(set(Instrument.objects.values_list("market", flat=True)))


def grid(market: str, *, today: date, shown: int) -> Grid:
    """This will lay out a market's last open days against its series in their main kind.

    The kind is the main one of the market's first series; series of another kind are left out.
    Days that the calendar does not cover are not offered.
    """
    rows = list(Instrument.objects.filter(market=market).order_by("code"))
    kind = rows[0].quote_kinds[0] if rows else Quote.Kind.SETTLE.value
    rows = [row for row in rows if row.quote_kinds[0] == kind]
    days: list[date] = []
    if rows:
        open_days = TradingDay.objects.filter(code=rows[0].calendar, is_open=True, day__lte=today)
        days = list(open_days.order_by("-day").values_list("day", flat=True)[:shown])
    quotes = Quote.objects.filter(
        instrument__in=rows, kind=kind, trade_date__in=days, value__isnull=False
    )
    values = {
        (quote.instrument.code, quote.trade_date): f"{quote.value:f}".rstrip("0").rstrip(".")
        for quote in newest(quotes).select_related("instrument")
    }
    return Grid(kind=kind, codes=[row.code for row in rows], days=days, values=values)
