"""Prices as machines see them."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, declare, permit
from backend.market.quote.models import Quote

MARK_MISSING = permit("market.mark_missing_quote")
RECORD = permit("market.record_quote")


class QuoteRow(types.Out):
    """A version of a price; `value` is null while none is published."""

    id: UUID
    instrument_id: UUID
    instrument_code: str
    kind: str
    trade_date: types.Day
    version: int
    value: types.Price | None
    status: str
    source: str
    note: str
    recorded_at: types.Moment


class QuoteOut(QuoteRow):
    """A version of a price in full."""

    quote_import_id: UUID | None
    entered_by_id: int | None
    confirmed_by_id: int | None

    @staticmethod
    def resolve_instrument_code(quote: Any) -> str:
        """This will name the instrument."""
        return str(quote.instrument.code)


class QuoteFilters(Filters):
    """What prices can be filtered by; `is_newest` leaves out versions that were corrected."""

    instrument_id: types.Id | None = None
    instrument: types.text(32) | None = None
    kind: types.one_of(Quote.Kind) | None = None
    status: types.one_of(Quote.Status) | None = None
    trade_date: types.Day | None = None
    first: types.Day | None = None
    last: types.Day | None = None
    is_newest: types.Flag | None = None


class MarkMissing(types.In):
    """A trading day on which a source printed no price."""

    instrument_id: types.Id
    kind: types.one_of(Quote.Kind) = Quote.Kind.SETTLE.value
    trade_date: types.Day
    reason: types.Reason


class LatestPrice(types.Out):
    """The newest price of a series and the one before it."""

    instrument_id: UUID
    code: str
    name: str
    kind: str
    currency: str
    unit_of_measure: str
    tax_basis: str
    trade_date: types.Day
    value: types.Price
    previous: types.Price | None
    change: types.Price | None


class LatestPrices(types.Out):
    """The newest price of every series that has one."""

    items: list[LatestPrice]


def newest_only(wanted: bool) -> Q:
    """This will keep the versions that count, or with false those that were corrected."""
    later = Quote.objects.filter(
        instrument=OuterRef("instrument"),
        kind=OuterRef("kind"),
        trade_date=OuterRef("trade_date"),
        version__gt=OuterRef("version"),
    )
    return ~Q(Exists(later)) if wanted else Q(Exists(later))


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch the instrument with the row."""
    return rows.select_related("instrument")


QUOTE = declare(
    Resource(
        model=Quote,
        room="market",
        name="quote",
        plural="quotes",
        label=_("行情"),
        out=QuoteOut,
        row=QuoteRow,
        filters=QuoteFilters,
        columns={"instrument_code": "instrument__code"},
        filter_paths={
            "instrument": "instrument__code",
            "first": lambda day: Q(trade_date__gte=day),
            "last": lambda day: Q(trade_date__lte=day),
            "is_newest": newest_only,
        },
        ordering=("trade_date",),
        load=load,
        scoped=False,
        searchable=False,
    )
)
