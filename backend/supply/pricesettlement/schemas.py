"""A price settlement as machines see it."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import overview, types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.supply.pricesettlement import actions
from backend.supply.pricesettlement.flow import State
from backend.supply.pricesettlement.models import (
    PriceSettlement,
    PriceSettlementLine,
    SettledLot,
)

Exact = types.number(24, 10)
AMOUNTS = (
    "amount",
    "amount_excl",
    "tax",
    "provisional",
    "difference",
    "paid",
    "due",
    "amount_words",
    "lines.price",
    "lines.amount",
    "lines.amount_excl",
    "lines.tax",
    "lines.provisional",
    "lines.trace",
)
COSTS = ("cost_to_stock", "cost_to_sales", "lines.lot_costs")


class PriceSettlementIn(types.In):
    """Which purchase is settled, and on what day it was worked out."""

    id: types.Id | None = None
    on: types.Day
    purchase_id: types.Id


class PriceSettlementOn(types.In):
    """A verb that needs a day."""

    on: types.Day


class PriceSettlementConfirm(types.In):
    """When it was agreed, and who of the supplier said so."""

    at: types.Moment
    confirmed_by: types.text(64, minimum=1)


class PriceSettlementBecause(types.In):
    """A verb that needs a reason."""

    reason: types.Reason


class SettledLotOut(types.Out):
    """What a settlement did to one lot: its cost without VAT, and where the change went."""

    lot_id: UUID
    lot_no: str
    weight: types.Weight
    value: types.Money
    difference: types.Money | None
    to_stock: types.Money | None
    to_sales: types.Money | None

    @staticmethod
    def resolve_lot_no(row: SettledLot) -> str:
        """This will give the lot's number."""
        return row.lot.no


class PriceSettlementLineOut(types.Out):
    """The final figures of one purchase line and how they came about."""

    line_id: UUID
    seq: int
    product_name: str
    quantity: types.Weight
    price: Exact | None
    amount: types.Money | None
    amount_excl: types.Money | None
    tax: types.Money | None
    provisional: types.Money | None
    trace: list[dict[str, Any]] | None
    lot_costs: list[SettledLotOut] | None

    @staticmethod
    def resolve_seq(row: PriceSettlementLine) -> int:
        """This will give the line's number in its purchase."""
        return row.line.seq

    @staticmethod
    def resolve_product_name(row: PriceSettlementLine) -> str:
        """This will name the goods."""
        return row.line.product.name

    @staticmethod
    def resolve_lot_costs(row: PriceSettlementLine) -> Any:
        """This will read the lots."""
        return list(row.lots.all())


class PriceSettlementRow(types.Out):
    """A price settlement in a list."""

    id: UUID
    no: str
    purchase_id: UUID
    purchase_no: str
    party_id: UUID
    party_name: str
    state: str
    settled_on: types.Day
    amount: types.Money | None
    provisional: types.Money | None
    difference: types.Money | None
    paid: types.Money | None
    due: types.Money | None
    version: int
    created_at: types.Moment


class PriceSettlementOut(PriceSettlementRow):
    """A price settlement in full; the costs are ours alone."""

    amount_excl: types.Money | None
    tax: types.Money | None
    amount_words: str | None
    confirmed_by: str
    confirmed_on: types.Day | None
    cost_to_stock: types.Money | None
    cost_to_sales: types.Money | None
    lines: list[PriceSettlementLineOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_purchase_no(row: PriceSettlement) -> str:
        """This will give the purchase's number."""
        return row.purchase.no

    @staticmethod
    def resolve_party_name(row: PriceSettlement) -> str:
        """This will name the supplier."""
        return row.party.name

    @staticmethod
    def resolve_lines(row: PriceSettlement) -> Any:
        """This will read the lines in the purchase's order."""
        return sorted(row.lines.all(), key=lambda line: line.line.seq)


class PriceSettlementFilters(Filters):
    """What price settlements can be filtered by."""

    purchase_id: types.Id | None = None
    party_id: types.Id | None = None
    state: types.one_of(State) | None = None
    settled_from: types.Day | None = None
    settled_until: types.Day | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    lots = SettledLot.objects.select_related("lot").order_by("lot__no")
    lines = PriceSettlementLine.objects.select_related("line__product", "line__instrument")
    lines = lines.prefetch_related(Prefetch("lots", lots))
    return rows.select_related("purchase__buyer", "party").prefetch_related(
        Prefetch("lines", lines)
    )


PRICE_SETTLEMENT = declare(
    Resource(
        model=PriceSettlement,
        room="supply",
        name="settlement",
        plural="settlements",
        label=_("采购结算单"),
        out=PriceSettlementOut,
        row=PriceSettlementRow,
        create=Verb(actions.create, _("新建"), PriceSettlementIn),
        verbs={
            "recompute": Verb(
                actions.recompute,
                _("重新计算"),
                PriceSettlementOn,
                states=frozenset({State.DRAFT}),
            ),
            "confirm": Verb(actions.confirm, _("确认入账"), PriceSettlementConfirm),
            "reverse": Verb(actions.reverse, _("冲回"), PriceSettlementBecause, danger=True),
            "void": Verb(actions.void, _("作废"), PriceSettlementBecause, danger=True),
        },
        filters=PriceSettlementFilters,
        columns={"purchase_no": "purchase__no", "party_name": "party__name"},
        filter_paths={"settled_from": "settled_on__gte", "settled_until": "settled_on__lte"},
        ordering=("created_at", "settled_on"),
        sensitive=dict.fromkeys((*AMOUNTS, *COSTS), policy.mask_all),
        load=load,
        outside="shown_to",
    )
)

overview.papers("purchase_settlements", PRICE_SETTLEMENT, tab=overview.Tab.SUPPLY)
