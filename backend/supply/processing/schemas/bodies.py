"""What is written about orders and statements of processing."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from backend.core import types
from backend.supply.processing.models import LossRecord, ProcessOrder
from backend.supply.processing.models.setup import FeeBasis, ScrapPolicy

Rates = 50
Element = types.matching(r"^[A-Z][a-z]?$", maximum=8)


class ProcessOn(types.In):
    """A step and its day."""

    on: types.Day


class ProcessBecause(types.In):
    """A step that needs a reason."""

    reason: types.Reason


class ProcessOutputBody(types.In):
    """One product that is to come, in tonnes."""

    product_id: types.Id
    quantity: types.PositiveWeight
    spec: types.text(120) = ""
    coefficient: types.number(9, 4, above="0") = Decimal(1)
    unit_value: types.PriceNotNegative = Decimal(0)


Outputs = Annotated[list[ProcessOutputBody], Field(min_length=1, max_length=50)]


class ProcessOrderIn(types.In):
    """What is needed for an order; terms left out come from the mill and the bill."""

    id: types.Id | None = None
    on: types.Day
    kind: types.one_of(ProcessOrder.Kind) = "send"
    mode: types.one_of(ProcessOrder.Mode) = "toll"
    company_id: types.Id
    processor_id: types.Id | None = None
    customer_id: types.Id | None = None
    warehouse_id: types.Id | None = None
    bom_id: types.Id
    due_on: types.Day | None = None
    their_no: types.text(64) = ""
    source_code: types.text(64) = ""
    source_id: types.Id | None = None
    line_id: types.Id | None = None
    tax_rate: types.Ratio = Decimal("0.13")
    fee_basis: types.one_of(FeeBasis) | None = None
    fee_price: types.PriceNotNegative | None = None
    fee_minimum: types.MoneyNotNegative | None = None
    std_yield: types.Ratio | None = None
    std_loss: types.Ratio | None = None
    allowed_extra: types.Ratio | None = None
    excess_basis: types.one_of(ProcessOrder.ExcessBasis) = "yield"
    excess_borne_by: types.one_of(ProcessOrder.Bearer) = "processor"
    excess_price: types.PriceNotNegative = Decimal(0)
    scrap_policy: types.one_of(ScrapPolicy) | None = None
    scrap_price: types.PriceNotNegative = Decimal(0)
    swap_price: types.PriceNotNegative = Decimal(0)
    cost_split: types.one_of(ProcessOrder.Split) = "weight"
    resolution: types.WeightNotNegative = Decimal("0.020")
    note: types.text(500) = ""
    outputs: Outputs


class ProcessOrderPatch(types.In):
    """What may be corrected of a draft; absent fields stay."""

    due_on: types.Day | None = None
    their_no: types.text(64) = ""
    fee_basis: types.one_of(FeeBasis) = "output"
    fee_price: types.PriceNotNegative = Decimal(0)
    fee_minimum: types.MoneyNotNegative = Decimal(0)
    std_yield: types.Ratio = Decimal(1)
    std_loss: types.Ratio = Decimal(0)
    allowed_extra: types.Ratio = Decimal(0)
    excess_basis: types.one_of(ProcessOrder.ExcessBasis) = "yield"
    excess_borne_by: types.one_of(ProcessOrder.Bearer) = "processor"
    excess_price: types.PriceNotNegative = Decimal(0)
    scrap_policy: types.one_of(ScrapPolicy) = "returned"
    scrap_price: types.PriceNotNegative = Decimal(0)
    swap_price: types.PriceNotNegative = Decimal(0)
    resolution: types.WeightNotNegative = Decimal("0.020")
    note: types.text(500) = ""
    outputs: Outputs = []


class MaterialLine(types.In):
    """Tonnes of a lot out of a warehouse; pieces not counted follow the weight."""

    lot_id: types.Id
    warehouse_id: types.Id
    weight: types.PositiveWeight
    pieces: types.count() | None = None


class MaterialBackLine(types.In):
    """Tonnes of a lot that come back from the mill."""

    lot_id: types.Id
    weight: types.PositiveWeight
    pieces: types.count() | None = None


class ProcessIssueBody(types.In):
    """What goes to the mill."""

    at: types.Moment
    lines: Annotated[list[MaterialLine], Field(min_length=1, max_length=200)]
    ticket_id: types.Id | None = None
    plate: types.text(16) = ""


class ProcessCounterBody(types.In):
    """The mill's own weight of an issue, in tonnes."""

    at: types.Moment
    issue_id: types.Id
    net: types.PositiveWeight
    document_no: types.text(64) = ""


class ProcessGiveBackBody(types.In):
    """Unused material that comes back."""

    at: types.Moment
    warehouse_id: types.Id
    lines: Annotated[list[MaterialBackLine], Field(min_length=1, max_length=200)]
    ticket_id: types.Id | None = None
    reason: types.Reason


class ProcessSwapBody(types.In):
    """Metal exchanged under an agreement; what is known of the metal that comes in."""

    at: types.Moment
    lot_id: types.Id
    weight: types.PositiveWeight
    agreement: types.text(64, minimum=1)
    brand: types.text(64) = ""
    heat: types.text(64) = ""
    their_no: types.text(64) = ""


class ProcessReportBody(types.In):
    """What the mill says of its work; photos were uploaded to the order before."""

    at: types.Moment
    step: types.text(64, minimum=1)
    percent: types.count(0, 100)
    weight_in: types.WeightNotNegative = Decimal(0)
    weight_out: types.WeightNotNegative = Decimal(0)
    scrap: types.WeightNotNegative = Decimal(0)
    photos: Annotated[list[types.Id], Field(max_length=12)] = []
    note: types.text(500) = ""
    ready_on: types.Day | None = None


class ProcessReceivedBody(types.In):
    """What came of one output: accepted into stock, rejected, or back for rework."""

    output_id: types.Id
    accepted: types.WeightNotNegative = Decimal(0)
    rejected: types.WeightNotNegative = Decimal(0)
    rework: types.WeightNotNegative = Decimal(0)
    pieces: types.count() = 0
    brand: types.text(64) = ""
    heat: types.text(64) = ""
    reason: types.text(500) = ""


class ProcessScrapBody(types.In):
    """A by-product; without a policy the order's holds."""

    product_id: types.Id
    weight: types.PositiveWeight
    policy: types.one_of(ScrapPolicy) | None = None


class ProcessWeightBody(types.In):
    """Tonnes of a material."""

    product_id: types.Id
    weight: types.WeightNotNegative


class ProcessReceiveBody(types.In):
    """Goods that came back; consumption not reported follows the bill. Freight excludes tax."""

    at: types.Moment
    warehouse_id: types.Id
    outputs: Annotated[list[ProcessReceivedBody], Field(max_length=50)] = []
    scraps: Annotated[list[ProcessScrapBody], Field(max_length=20)] = []
    consumed: Annotated[list[ProcessWeightBody], Field(max_length=20)] = []
    ticket_id: types.Id | None = None
    freight: types.MoneyNotNegative = Decimal(0)


class ProcessLossBody(types.In):
    """Metal that is gone; below zero corrects an earlier record."""

    at: types.Moment
    kind: types.one_of(LossRecord.Kind)
    element: types.matching(r"^([A-Z][a-z]?)?$", maximum=8) = ""
    weight: types.Weight
    reason: types.Reason


class ProcessReconcileBody(types.In):
    """The mill's count of unused material; a material not named is none."""

    at: types.Moment
    counted: Annotated[list[ProcessWeightBody], Field(max_length=20)] = []


class ProcessClaimBody(types.In):
    """Something taken off the fee: its text and amount with tax."""

    text: types.text(200, minimum=1)
    amount: types.PositiveMoney


Claims = Annotated[list[ProcessClaimBody], Field(max_length=20)]


class ProcessSettlementIn(types.In):
    """Which order to settle."""

    id: types.Id | None = None
    on: types.Day
    order_id: types.Id
    claims: Claims = []
    note: types.text(500) = ""


class ProcessSettlementAgain(types.In):
    """Working a draft out anew; the claims replace those it had."""

    on: types.Day
    claims: Claims = []


class ProcessSettlementAgree(types.In):
    """Who of the other side agreed."""

    on: types.Day
    agreed_by: types.text(64, minimum=1)


class ProcessSettlementSettle(types.In):
    """The day and moment of booking."""

    on: types.Day
    at: types.Moment
