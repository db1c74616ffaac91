"""An instrument as machines see it."""

from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.market.instrument import actions
from backend.market.instrument.models import Instrument, QuoteKind

Code = types.text(32, minimum=1)
Kind: Any = types.one_of(QuoteKind)
Kinds = Annotated[list[Kind], Field(min_length=1, max_length=20)]


class InstrumentIn(types.In):
    """What is needed to put a series of prices on file."""

    id: types.Id | None = None
    code: Code
    name: types.text(64, minimum=1)
    market: types.text(16, minimum=1)
    metal: types.text(16, minimum=1)
    form: types.one_of(Instrument.Form)
    lot_size: types.PositiveWeight | None = None
    tick: types.PositivePrice | None = None
    tax_basis: types.one_of(Instrument.TaxBasis)
    currency: types.text(3, minimum=3)
    unit_of_measure: types.text(8, minimum=1) = "t"
    calendar: types.text(16, minimum=1)
    quote_kinds: Kinds
    valid_from: types.Day | None = None
    valid_to: types.Day | None = None
    licence: types.text(200) = ""


class InstrumentPatch(types.In):
    """The facts of an instrument that may be corrected; absent fields stay."""

    name: types.text(64, minimum=1) = ""
    lot_size: types.PositiveWeight | None = None
    tick: types.PositivePrice | None = None
    calendar: types.text(16, minimum=1) = ""
    quote_kinds: Kinds = []
    valid_from: types.Day | None = None
    valid_to: types.Day | None = None
    licence: types.text(200) = ""


class InstrumentRow(types.Out):
    """An instrument in a list."""

    id: UUID
    code: str
    name: str
    market: str
    metal: str
    form: str
    tax_basis: str
    currency: str
    unit_of_measure: str
    calendar: str
    version: int
    created_at: types.Moment


class InstrumentOut(InstrumentRow):
    """An instrument in full."""

    lot_size: types.Weight | None
    tick: types.Price | None
    quote_kinds: list[str]
    valid_from: types.Day | None
    valid_to: types.Day | None
    licence: str
    updated_at: types.Moment


class InstrumentFilters(Filters):
    """What instruments can be filtered by."""

    code: types.text(32) | None = None
    market: types.text(16) | None = None
    metal: types.text(16) | None = None
    form: types.one_of(Instrument.Form) | None = None


INSTRUMENT = declare(
    Resource(
        model=Instrument,
        room="market",
        name="instrument",
        plural="instruments",
        label=_("行情品种"),
        out=InstrumentOut,
        row=InstrumentRow,
        create=Verb(actions.create, _("新建"), InstrumentIn),
        change=Verb(actions.change, _("修改"), InstrumentPatch),
        filters=InstrumentFilters,
        ordering=("created_at", "code"),
        scoped=False,
    )
)
