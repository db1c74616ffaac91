"""A fixing of a purchase as machines see it."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import overview, types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare, permit
from backend.supply.callprice import actions
from backend.supply.callprice.flow import State
from backend.supply.callprice.models import PurchaseFixing

permit("supply.default_fixing")
PRICES = ("premium", "price", "amount")


class PurchaseFixingIn(types.In):
    """A call: tonnes of a line for a trade date, by whom, when and through which channel.

    With `booked_at` it is booked at once, at the price of the day.
    """

    id: types.Id | None = None
    purchase_id: types.Id
    line_id: types.Id
    quantity: types.PositiveWeight
    trade_date: types.Day
    requested_at: types.Moment
    requested_by: types.text(64, minimum=1)
    channel: types.text(32) = ""
    booked_at: types.Moment | None = None


class PurchaseFixingDefault(types.In):
    """Which line is priced because nobody called it, and when that was noticed."""

    id: types.Id | None = None
    purchase_id: types.Id
    line_id: types.Id
    at: types.Moment


class PurchaseFixingBook(types.In):
    """When the call was booked."""

    at: types.Moment


class PurchaseFixingBecause(types.In):
    """Why a call does not count."""

    reason: types.Reason


class PurchaseFixingReverse(types.In):
    """When and why a booked tranche is taken back."""

    at: types.Moment
    reason: types.Reason


class PurchaseFixingRow(types.Out):
    """A fixing of a purchase in a list; a counter-entry has negative tonnes and money."""

    id: UUID
    no: str
    purchase_id: UUID
    purchase_no: str
    line_id: UUID
    party_id: UUID
    party_name: str
    state: str
    kind: str
    quantity: types.Weight
    trade_date: types.Day
    base: types.Price | None
    premium: types.Price | None
    price: types.Price | None
    amount: types.Money | None
    reverses_id: UUID | None
    version: int
    created_at: types.Moment


class PurchaseFixingOut(PurchaseFixingRow):
    """A fixing of a purchase in full, with the version of the quote that priced it."""

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
    def resolve_purchase_no(fixing: PurchaseFixing) -> str:
        """This will give the purchase's number."""
        return fixing.purchase.no

    @staticmethod
    def resolve_party_name(fixing: PurchaseFixing) -> str:
        """This will name the supplier."""
        return fixing.party.name

    @staticmethod
    def resolve_line_seq(fixing: PurchaseFixing) -> int:
        """This will give the line's number in its purchase."""
        return fixing.line.seq

    @staticmethod
    def resolve_instrument_code(fixing: PurchaseFixing) -> str:
        """This will name the instrument."""
        return fixing.line.instrument.code if fixing.line.instrument else ""

    @staticmethod
    def resolve_quote_version(fixing: PurchaseFixing) -> int | None:
        """This will give the quote's version."""
        return fixing.quote.version if fixing.quote else None


class PurchaseFixingFilters(Filters):
    """What fixings of purchases can be filtered by."""

    purchase_id: types.Id | None = None
    line_id: types.Id | None = None
    party_id: types.Id | None = None
    state: types.one_of(State) | None = None
    kind: types.one_of(PurchaseFixing.Kind) | None = None
    traded_from: types.Day | None = None
    traded_to: types.Day | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("purchase", "party", "line__instrument", "line__product", "quote")


PURCHASE_FIXING = declare(
    Resource(
        model=PurchaseFixing,
        room="supply",
        name="fixing",
        plural="fixings",
        label=_("采购点价单"),
        out=PurchaseFixingOut,
        row=PurchaseFixingRow,
        create=Verb(actions.create, _("点价"), PurchaseFixingIn),
        verbs={
            "book": Verb(actions.book, _("成交"), PurchaseFixingBook),
            "reject": Verb(actions.reject, _("拒绝"), PurchaseFixingBecause),
            "expire": Verb(actions.expire, _("过期"), PurchaseFixingBecause),
            "reverse": Verb(
                actions.reverse,
                _("冲回"),
                PurchaseFixingReverse,
                when=lambda fixing: fixing.reverses_id is None,
                danger=True,
            ),
        },
        filters=PurchaseFixingFilters,
        columns={"purchase_no": "purchase__no", "party_name": "party__name"},
        filter_paths={"traded_from": "trade_date__gte", "traded_to": "trade_date__lte"},
        ordering=("created_at", "trade_date"),
        sensitive=dict.fromkeys(PRICES, policy.mask_all),
        load=load,
        outside="party",
    )
)

overview.papers("purchase_fixings", PURCHASE_FIXING, tab=overview.Tab.SUPPLY)
