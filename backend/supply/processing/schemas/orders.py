"""Processing orders as machines see them."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from backend.core import money, types
from backend.core.http.doors import Filters
from backend.goods.stock.models import Lot
from backend.supply.processing import calc, queries
from backend.supply.processing.flow import State
from backend.supply.processing.models import (
    LossRecord,
    MaterialIssue,
    MaterialReturn,
    MaterialSwap,
    ProcessingReceipt,
    ProcessOrder,
    ProcessOutput,
    ProgressReport,
    ReceiptByproduct,
    ReceiptOutput,
)
from backend.supply.processing.schemas.papers import (
    AtMillOut,
    ByproductOut,
    LossRecordOut,
    MaterialIssueOut,
    MaterialReturnOut,
    MaterialSwapOut,
    ProcessingReceiptOut,
    ProcessOutputOut,
    ProgressReportOut,
    ReceivedOutputOut,
)

PAPERS: dict[str, Any] = {
    "issues": MaterialIssue,
    "returns": MaterialReturn,
    "swaps": MaterialSwap,
    "reports": ProgressReport,
    "losses": LossRecord,
}


class ElementBalanceOut(types.Out):
    """One element balanced on its own, in tonnes."""

    element: str
    charged: types.number(14, 5)
    outputs: types.number(14, 5)
    byproducts: types.number(14, 5)
    loss: types.number(14, 5)
    residual: types.number(14, 5)
    limit: types.number(14, 5)
    loss_percent: types.number(9, 3)


class MassBalanceOut(types.Out):
    """Every tonne of one owner's metal; the residual is unexplained."""

    owner: str
    issued: types.Weight
    returned: types.Weight
    consumed: types.Weight
    outputs: types.Weight
    byproducts: types.Weight
    loss: types.Weight
    at_mill: types.Weight
    residual: types.Weight
    tickets: int
    limit: types.Weight
    yield_percent: types.number(9, 3) | None
    is_closed: bool


class ProcessOrderRow(types.Out):
    """A processing order in a list."""

    id: UUID
    no: str
    state: str
    kind: str
    mode: str
    party_id: UUID
    party_name: str
    product_name: str
    made_on: types.Day
    due_on: types.Day | None
    progress: int
    issued: types.Weight
    consumed: types.Weight
    accepted: types.Weight
    returned: types.Weight
    version: int
    created_at: types.Moment


class ProcessOrderOut(ProcessOrderRow):
    """A processing order in full."""

    company_id: UUID
    owner_party_id: UUID
    processor_id: UUID | None
    warehouse_id: UUID
    bom_id: UUID
    their_no: str
    source_code: str
    source_id: UUID | None
    line_id: UUID | None
    tax_rate: types.Ratio
    fee_basis: str
    fee_price: types.Price
    fee_minimum: types.Money
    std_yield: types.Ratio
    std_loss: types.Ratio
    allowed_extra: types.Ratio
    excess_basis: str
    excess_borne_by: str
    excess_price: types.Price
    scrap_policy: str
    scrap_price: types.Price
    swap_price: types.Price
    cost_split: str
    resolution: types.Weight
    byproducts: types.Weight
    lost: types.Weight
    counted: types.Weight | None
    material_axis: str
    receipt_axis: str
    note: str
    cost_total: types.Money | None
    unit_cost: types.Price | None
    balance: MassBalanceOut
    elements: list[ElementBalanceOut]
    outputs: list[ProcessOutputOut]
    at_mill: list[AtMillOut]
    issues: list[MaterialIssueOut]
    returns: list[MaterialReturnOut]
    swaps: list[MaterialSwapOut]
    reports: list[ProgressReportOut]
    receipts: list[ProcessingReceiptOut]
    received: list[ReceivedOutputOut]
    scraps: list[ByproductOut]
    losses: list[LossRecordOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_party_name(order: ProcessOrder) -> str:
        """This will give the other side's name."""
        return order.party.name

    @staticmethod
    def resolve_product_name(order: ProcessOrder) -> str:
        """This will give what comes of it."""
        return order.bom.product.name

    @staticmethod
    def resolve_material_axis(order: ProcessOrder) -> str:
        """This will tell how far material was sent: none, partial or issued."""
        planned = sum((row.quantity for row in order.outputs.all()), Decimal(0))
        wanted = calc.needed(planned, metal_share=order.bom.metal_share, std_yield=order.std_yield)
        sent = order.issued - order.returned
        return "none" if not sent else "issued" if sent >= wanted else "partial"

    @staticmethod
    def resolve_receipt_axis(order: ProcessOrder) -> str:
        """This will tell how far goods came: none, partial or complete."""
        if not order.accepted:
            return "none"
        is_all = all(row.accepted >= row.quantity for row in order.outputs.all())
        return "complete" if is_all else "partial"

    @staticmethod
    def resolve_cost_total(order: ProcessOrder) -> Decimal:
        """This will tell what the goods cost so far, settled differences included."""
        on_lots = money.total(row.value for row in order.receipts.all())
        late = [row.adjustment for row in order.settlements.all() if row.state == "settled"]
        return on_lots + money.total(late)

    @staticmethod
    def resolve_unit_cost(order: ProcessOrder) -> Decimal | None:
        """This will tell what a tonne of the goods cost so far."""
        if not order.accepted:
            return None
        return money.price(ProcessOrderOut.resolve_cost_total(order) / order.accepted)

    @staticmethod
    def resolve_balance(order: ProcessOrder) -> dict[str, Any]:
        """This will balance the metal."""
        return balance_table(order)

    @staticmethod
    def resolve_elements(order: ProcessOrder) -> list[dict[str, Any]]:
        """This will balance every element on its own."""
        rows: list[dict[str, Any]] = balance_table(order)["elements"]
        return rows

    @staticmethod
    def resolve_at_mill(order: ProcessOrder) -> list[dict[str, Any]]:
        """This will list what lies at the mill, lot by lot."""
        heaps = queries.heaps(order)
        numbers = dict(
            Lot.objects.filter(pk__in=[heap.lot_id for heap in heaps]).values_list("pk", "no")
        )
        return [{**heap._asdict(), "lot_no": numbers[heap.lot_id]} for heap in heaps]

    @staticmethod
    def resolve_received(order: ProcessOrder) -> list[ReceiptOutput]:
        """This will list what came, output by output."""
        return [row for receipt in order.receipts.all() for row in receipt.outputs.all()]

    @staticmethod
    def resolve_scraps(order: ProcessOrder) -> list[ReceiptByproduct]:
        """This will list what fell off."""
        return [row for receipt in order.receipts.all() for row in receipt.scraps.all()]


def balance_table(order: ProcessOrder) -> dict[str, Any]:
    """This will balance an order's metal once a reading."""
    known: dict[str, Any] | None = getattr(order, "_balance", None)
    if known is None:
        known = queries.balance_of(order).table()
        order._balance = known  # type: ignore[attr-defined]
    return known


class ProcessOrderFilters(Filters):
    """What processing orders can be filtered by."""

    state: types.one_of(State) | None = None
    kind: types.one_of(ProcessOrder.Kind) | None = None
    mode: types.one_of(ProcessOrder.Mode) | None = None
    party_id: types.Id | None = None
    processor_id: types.Id | None = None
    bom_id: types.Id | None = None
    made_from: types.Day | None = None
    made_until: types.Day | None = None


def load_order(rows: QuerySet[ProcessOrder]) -> QuerySet[ProcessOrder]:
    """This will fetch what the detail shows."""
    outputs = ReceiptOutput.objects.select_related("output__product", "receipt").order_by("id")
    scraps = ReceiptByproduct.objects.select_related("product", "receipt").order_by("id")
    receipts = ProcessingReceipt.objects.order_by("at", "id").prefetch_related(
        Prefetch("outputs", outputs), Prefetch("scraps", scraps)
    )
    plan = ProcessOutput.objects.select_related("product").order_by("seq")
    return rows.select_related("party", "owner_party", "bom__product").prefetch_related(
        Prefetch("outputs", plan),
        Prefetch("receipts", receipts),
        *(
            Prefetch(name, model._default_manager.order_by("at", "id"))
            for name, model in PAPERS.items()
        ),
        "settlements",
    )
