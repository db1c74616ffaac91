"""The papers of processing orders as machines see them."""

from uuid import UUID

from backend.core import types
from backend.supply.processing.models import (
    ProcessOutput,
    ReceiptByproduct,
    ReceiptOutput,
)


class ProcessOutputOut(types.Out):
    """One product that is to come."""

    id: UUID
    seq: int
    product_id: UUID
    product_name: str
    spec: str
    quantity: types.Weight
    accepted: types.Weight
    coefficient: types.number(9, 4)
    unit_value: types.Price | None

    @staticmethod
    def resolve_product_name(row: ProcessOutput) -> str:
        """This will give the product's name."""
        return row.product.name


class AtMillOut(types.Out):
    """What the order has left of one lot at the mill."""

    lot_id: UUID
    lot_no: str
    product_id: UUID
    weight: types.Weight


class MaterialIssueOut(types.Out):
    """Material that was sent, and both weights."""

    id: UUID
    no: str
    at: types.Moment
    weight: types.Weight
    pieces: int
    theoretical: types.Weight
    plate: str
    ticket_id: UUID | None
    their_weight: types.Weight | None
    their_document: str
    difference: types.Weight | None
    permille: types.number(9, 3) | None
    by_label: str


class MaterialReturnOut(types.Out):
    """Material that came back unused."""

    id: UUID
    no: str
    at: types.Moment
    weight: types.Weight
    warehouse_id: UUID
    ticket_id: UUID | None
    reason: str
    by_label: str


class MaterialSwapOut(types.Out):
    """Metal exchanged for metal."""

    id: UUID
    no: str
    at: types.Moment
    lot_out_id: UUID
    lot_in_id: UUID
    weight: types.Weight
    agreement: str
    value: types.Money | None
    by_label: str


class ProgressReportOut(types.Out):
    """What the mill said of its work."""

    id: UUID
    no: str
    at: types.Moment
    step: str
    percent: int
    weight_in: types.Weight
    weight_out: types.Weight
    scrap: types.Weight
    photos: list[str]
    note: str
    ready_on: types.Day | None
    by_label: str


class ProcessingReceiptOut(types.Out):
    """Goods that came back and what they took."""

    id: UUID
    no: str
    at: types.Moment
    basis: str
    accepted: types.Weight
    consumed: types.Weight
    byproducts: types.Weight
    ticket_id: UUID | None
    fee: types.Money
    material_value: types.Money | None
    fee_excl: types.Money | None
    freight: types.Money | None
    byproduct_value: types.Money | None
    value: types.Money | None
    by_label: str


class ReceivedOutputOut(types.Out):
    """What of one output was accepted, rejected or goes back."""

    id: UUID
    receipt_no: str
    output_id: UUID
    product_name: str
    accepted: types.Weight
    rejected: types.Weight
    rework: types.Weight
    pieces: int
    lot_id: UUID | None
    value: types.Money | None
    reason: str

    @staticmethod
    def resolve_receipt_no(row: ReceiptOutput) -> str:
        """This will give the receipt's number."""
        return row.receipt.no

    @staticmethod
    def resolve_product_name(row: ReceiptOutput) -> str:
        """This will give the product's name."""
        return row.output.product.name


class ByproductOut(types.Out):
    """Scrap or another by-product."""

    id: UUID
    receipt_no: str
    product_id: UUID
    product_name: str
    policy: str
    weight: types.Weight
    price: types.Price | None
    amount: types.Money
    value: types.Money | None
    lot_id: UUID | None

    @staticmethod
    def resolve_receipt_no(row: ReceiptByproduct) -> str:
        """This will give the receipt's number."""
        return row.receipt.no

    @staticmethod
    def resolve_product_name(row: ReceiptByproduct) -> str:
        """This will give the product's name."""
        return row.product.name


class LossRecordOut(types.Out):
    """Metal that is gone."""

    id: UUID
    no: str
    at: types.Moment
    kind: str
    element: str
    weight: types.Weight
    reason: str
    by_label: str
