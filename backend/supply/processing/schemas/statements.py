"""Statements of processing and yields as machines see them."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from backend.core import types
from backend.core.http.doors import Filters
from backend.supply.processing.flow import SettlementState
from backend.supply.processing.models import ProcessSettlement, ProcessSettlementLine
from backend.supply.processing.schemas.orders import ElementBalanceOut, MassBalanceOut


class ProcessSettlementLineOut(types.Out):
    """One figure: raising the fee above zero, taken off below."""

    id: UUID
    seq: int
    kind: str
    text: str
    quantity: types.Weight
    price: types.Price
    amount: types.Money
    amount_excl: types.Money
    tax: types.Money


class ProcessSettlementRow(types.Out):
    """A statement in a list."""

    id: UUID
    no: str
    state: str
    direction: str
    order_id: UUID
    order_no: str
    party_id: UUID
    party_name: str
    settled_on: types.Day
    fee_amount: types.Money
    deductions: types.Money
    net_payable: types.Money
    version: int
    created_at: types.Moment


class ProcessSettlementOut(ProcessSettlementRow):
    """A statement in full."""

    fee_excl: types.Money
    tax: types.Money
    amount_words: str
    agreed_by: str
    agreed_on: types.Day | None
    note: str
    adjustment: types.Money | None
    written_off: types.Money | None
    balance: MassBalanceOut
    elements: list[ElementBalanceOut]
    lines: list[ProcessSettlementLineOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_order_no(paper: ProcessSettlement) -> str:
        """This will give the order's number."""
        return paper.order.no

    @staticmethod
    def resolve_party_name(paper: ProcessSettlement) -> str:
        """This will give the other side's name."""
        return paper.party.name

    @staticmethod
    def resolve_elements(paper: ProcessSettlement) -> list[dict[str, Any]]:
        """This will give the balance of each element as it was written down."""
        rows: list[dict[str, Any]] = paper.balance["elements"]
        return rows

    @staticmethod
    def resolve_lines(paper: ProcessSettlement) -> list[ProcessSettlementLine]:
        """This will read the lines."""
        return sorted(paper.lines.all(), key=lambda row: row.seq)


class ProcessSettlementFilters(Filters):
    """What statements can be filtered by."""

    state: types.one_of(SettlementState) | None = None
    direction: types.one_of(ProcessSettlement.Direction) | None = None
    order_id: types.Id | None = None
    party_id: types.Id | None = None
    settled_from: types.Day | None = None
    settled_until: types.Day | None = None


class YieldRowOut(types.Out):
    """One settled order's yield beside the mean of its mill and product, in percent."""

    order_id: UUID
    no: str
    on: types.Day
    product_id: UUID
    product_name: str
    processor_id: UUID
    processor_name: str
    yield_percent: types.number(9, 3)
    standard_percent: types.number(12, 6)
    lowest_percent: types.number(12, 6)
    mean: types.number(9, 3) | None
    two_sigma: types.number(9, 3) | None
    is_alarm: bool


class YieldsOut(types.Out):
    """The control chart of mills and products."""

    items: list[YieldRowOut]


class YieldQuery(types.In):
    """Which mill and product."""

    processor_id: types.Id | None = None
    product_id: types.Id | None = None


class MillAccountQuery(types.In):
    """Which months, and which mill; whole months are shown."""

    since: types.Day
    until: types.Day
    processor_id: types.Id | None = None


class MillMonthOut(types.Out):
    """One month of one owner's metal at one place; outputs in tonnes of the metal put in."""

    month: types.Day
    warehouse_id: UUID
    warehouse_name: str
    owner_party_id: UUID
    owner_name: str
    opening: types.Weight
    issued: types.Weight
    returned: types.Weight
    consumed: types.Weight
    outputs: types.Weight
    byproducts: types.Weight
    loss: types.Weight
    closing: types.Weight
    yield_percent: types.number(9, 3) | None
    fee: types.Money


class MillAccountOut(types.Out):
    """The accounts, by place, owner and month."""

    items: list[MillMonthOut]


def load_settlement(rows: QuerySet[ProcessSettlement]) -> QuerySet[ProcessSettlement]:
    """This will fetch what the detail shows."""
    return rows.select_related("order", "party").prefetch_related("lines")
