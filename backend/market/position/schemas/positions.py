"""Positions and their entries as machines see them."""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import ALWAYS, Resource, Verb, declare, permit
from backend.market.position import actions
from backend.market.position.actions.entries import CODE
from backend.market.position.models import Kind, PositionEntry, PositionSide
from backend.market.position.schemas.words import Currency, Metal, Month

VIEW = permit("market.view_position")


# -- the ladder ------------------------------------------------------------------------------


class PositionQuery(Filters):
    """Which metal, and as of which day; today when absent."""

    metal: Metal | None = None
    on: types.Day | None = None


class PositionValueOut(types.Out):
    """What the tonnes of a month cost in a currency, and what the market says of them."""

    currency: str
    quantity: types.Weight
    value: types.Money
    instrument_code: str
    marked_on: types.Day | None
    mark: types.Price | None
    result: types.Money | None


class PositionRungOut(types.Out):
    """One month; months that have passed are counted with the present one."""

    month: str
    purchase: types.Weight
    sale: types.Weight
    stock: types.Weight
    futures: types.Weight
    net: types.Weight
    cumulative: types.Weight
    values: list[PositionValueOut]


class PositionResultOut(types.Out):
    """The result in a currency; null while some tonnes have no price."""

    currency: str
    result: types.Money | None


class LimitUseOut(types.Out):
    """How much of a limit is used."""

    limit_id: UUID
    measure: str
    measure_label: str
    month: str
    tonnes: types.Weight
    limit: types.Weight
    ratio: types.Price
    state: str


class PositionOut(types.Out):
    """The position of a metal."""

    metal: str
    net: types.Weight
    gross: types.Weight
    rungs: list[PositionRungOut]
    results: list[PositionResultOut]
    limits: list[LimitUseOut]


class PositionsOut(types.Out):
    """The positions of all metals on a day."""

    on: types.Day
    items: list[PositionOut]


# -- entries ---------------------------------------------------------------------------------


class PositionEntryIn(types.In):
    """A futures trade, or tonnes that were open before."""

    id: types.Id | None = None
    on: types.Day
    metal: Metal
    month: Month
    kind: types.one_of(Kind) = Kind.FUTURES.value
    side: types.one_of(PositionSide)
    quantity: types.PositiveWeight
    price: types.PositivePrice
    currency: Currency = "CNY"
    reason: types.Reason


class PositionEntryReverse(types.In):
    """When and why an entry is taken back."""

    on: types.Day
    reason: types.Reason


class PositionEntryRow(types.Out):
    """Tonnes that began or ceased to bear a price."""

    id: UUID
    on: types.Day
    metal: str
    month: str
    kind: str
    side: str
    quantity: types.Weight
    price: types.Price
    currency: str
    amount: types.Money
    source_code: str
    source_id: UUID
    source_no: str
    line_id: UUID | None
    reverses_id: UUID | None
    note: str
    created_at: types.Moment


class PositionEntryOut(PositionEntryRow):
    """An entry in full."""

    owner_id: int | None
    unit_id: UUID | None


class PositionEntryFilters(Filters):
    """What entries can be filtered by."""

    metal: Metal | None = None
    month: Month | None = None
    kind: types.one_of(Kind) | None = None
    source_id: types.Id | None = None
    first: types.Day | None = None
    last: types.Day | None = None


POSITION_ENTRY = declare(
    Resource(
        model=PositionEntry,
        room="market",
        name="position_entry",
        plural="position-entries",
        label=_("头寸流水"),
        out=PositionEntryOut,
        row=PositionEntryRow,
        create=Verb(actions.enter, _("手工登记"), PositionEntryIn),
        verbs={
            "reverse": Verb(
                actions.reverse,
                _("冲回"),
                PositionEntryReverse,
                states=ALWAYS,
                when=lambda entry: entry.source_code == CODE and entry.reverses_id is None,
                danger=True,
            )
        },
        filters=PositionEntryFilters,
        filter_paths={
            "first": lambda day: Q(on__gte=day),
            "last": lambda day: Q(on__lte=day),
        },
        searchable=False,
    )
)
