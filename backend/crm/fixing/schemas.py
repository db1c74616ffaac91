"""A fixing as machines see it."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import overview, types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare, permit
from backend.crm.fixing import actions
from backend.crm.fixing.flow import State
from backend.crm.fixing.models import Fixing

permit("crm.default_fixing")


class FixingIn(types.In):
    """A call: tonnes of a line for a trade date, by whom, when and through which channel.

    With `booked_at` it is booked at once, at the price of the day.
    """

    id: types.Id | None = None
    contract_id: types.Id
    line_id: types.Id
    quantity: types.PositiveWeight
    trade_date: types.Day
    requested_at: types.Moment
    requested_by: types.text(64, minimum=1)
    channel: types.text(32) = ""
    booked_at: types.Moment | None = None


class FixingDefault(types.In):
    """Which line is priced because nobody called it, and when that was noticed."""

    id: types.Id | None = None
    contract_id: types.Id
    line_id: types.Id
    at: types.Moment


class FixingBook(types.In):
    """When the call was booked."""

    at: types.Moment


class FixingBecause(types.In):
    """Why a call does not count."""

    reason: types.Reason


class FixingReverse(types.In):
    """When and why a booked tranche is taken back."""

    at: types.Moment
    reason: types.Reason


class FixingRow(types.Out):
    """A fixing in a list; a counter-entry has negative tonnes and money."""

    id: UUID
    no: str
    contract_id: UUID
    contract_no: str
    line_id: UUID
    party_id: UUID
    party_name: str
    state: str
    kind: str
    quantity: types.Weight
    trade_date: types.Day
    base: types.Price | None
    premium: types.Price
    price: types.Price | None
    amount: types.Money | None
    reverses_id: UUID | None
    version: int
    created_at: types.Moment


class FixingOut(FixingRow):
    """A fixing in full, with the version of the quote that priced it."""

    line_seq: int
    requested_at: types.Moment
    requested_by: str
    channel: str
    booked_at: types.Moment | None
    instrument_code: str
    quote_id: UUID | None
    quote_version: int | None
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_contract_no(fixing: Fixing) -> str:
        """This will give the contract's number."""
        return fixing.contract.no

    @staticmethod
    def resolve_party_name(fixing: Fixing) -> str:
        """This will name the customer."""
        return fixing.party.name

    @staticmethod
    def resolve_line_seq(fixing: Fixing) -> int:
        """This will give the line's number in its contract."""
        return fixing.line.seq

    @staticmethod
    def resolve_instrument_code(fixing: Fixing) -> str:
        """This will name the instrument."""
        return fixing.line.instrument.code if fixing.line.instrument else ""

    @staticmethod
    def resolve_quote_version(fixing: Fixing) -> int | None:
        """This will give the quote's version."""
        return fixing.quote.version if fixing.quote else None


class FixingFilters(Filters):
    """What fixings can be filtered by."""

    contract_id: types.Id | None = None
    line_id: types.Id | None = None
    party_id: types.Id | None = None
    state: types.one_of(State) | None = None
    kind: types.one_of(Fixing.Kind) | None = None
    traded_from: types.Day | None = None
    traded_to: types.Day | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("contract", "party", "line__instrument", "quote")


FIXING = declare(
    Resource(
        model=Fixing,
        room="crm",
        name="fixing",
        plural="fixings",
        label=_("点价单"),
        out=FixingOut,
        row=FixingRow,
        create=Verb(actions.create, _("点价"), FixingIn),
        verbs={
            "book": Verb(actions.book, _("成交"), FixingBook),
            "reject": Verb(actions.reject, _("拒绝"), FixingBecause),
            "expire": Verb(actions.expire, _("过期"), FixingBecause),
            "reverse": Verb(
                actions.reverse,
                _("冲回"),
                FixingReverse,
                when=lambda fixing: fixing.reverses_id is None,
                danger=True,
            ),
        },
        filters=FixingFilters,
        columns={"contract_no": "contract__no", "party_name": "party__name"},
        filter_paths={"traded_from": "trade_date__gte", "traded_to": "trade_date__lte"},
        ordering=("created_at", "trade_date"),
        load=load,
    )
)

overview.papers("fixings", FIXING, tab=overview.Tab.CONTRACTS)
