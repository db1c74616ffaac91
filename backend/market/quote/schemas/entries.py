"""Prices typed by hand as machines see them."""

from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.market.quote import actions
from backend.market.quote.flow import State
from backend.market.quote.models import Quote, QuoteEntry
from backend.market.quote.schemas.quotes import load

Source = types.text(64, minimum=1)


class QuoteEntryIn(types.In):
    """A price typed by hand."""

    id: types.Id | None = None
    instrument_id: types.Id
    kind: types.one_of(Quote.Kind) = Quote.Kind.SETTLE.value
    trade_date: types.Day
    value: types.PositivePrice
    source: Source
    note: types.text(200) = ""


class QuoteGridIn(types.In):
    """A grid copied from a spreadsheet: codes across, days down, tabs between."""

    kind: types.one_of(Quote.Kind) = Quote.Kind.SETTLE.value
    text: Annotated[str, Field(min_length=1, max_length=200_000)]
    source: Source
    note: types.text(200) = ""


class EntryReject(types.In):
    """Why a price is thrown away."""

    reason: types.Reason


class QuoteEntryRow(types.Out):
    """A typed price in a list."""

    id: UUID
    instrument_id: UUID
    instrument_code: str
    kind: str
    trade_date: types.Day
    value: types.Price
    previous: types.Price | None
    state: str
    source: str
    note: str
    created_by_id: int | None
    confirmed_by_id: int | None
    quote_id: UUID | None
    version: int
    created_at: types.Moment


class QuoteEntryOut(QuoteEntryRow):
    """A typed price in full."""

    updated_at: types.Moment

    @staticmethod
    def resolve_instrument_code(entry: Any) -> str:
        """This will name the instrument."""
        return str(entry.instrument.code)


class QuoteGridEntry(QuoteEntryOut):
    """One entry of a grid."""


class QuoteGridOut(types.Out):
    """The entries a grid made."""

    items: list[QuoteGridEntry]
    pending: int


class QuoteEntryFilters(Filters):
    """What typed prices can be filtered by."""

    state: types.one_of(State) | None = None
    instrument_id: types.Id | None = None
    trade_date: types.Day | None = None


QUOTE_ENTRY = declare(
    Resource(
        model=QuoteEntry,
        room="market",
        name="quote_entry",
        plural="quote-entries",
        label=_("手工报价"),
        out=QuoteEntryOut,
        row=QuoteEntryRow,
        create=Verb(actions.enter, _("录入"), QuoteEntryIn),
        verbs={
            "confirm": Verb(actions.confirm, _("复核通过")),
            "reject": Verb(actions.reject, _("退回"), EntryReject),
        },
        filters=QuoteEntryFilters,
        columns={"instrument_code": "instrument__code"},
        load=load,
        scoped=False,
    )
)
