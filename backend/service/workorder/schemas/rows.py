"""The rows of an order as machines see them."""

from typing import Any
from uuid import UUID

from backend.core import types
from backend.service.workorder.models import Labour, PartUsed, Step
from backend.service.workorder.queries import answer_text


class WorkOrderStepOut(types.Out):
    """A step as the device told it, and the moment that counts."""

    id: UUID
    verb: str
    state: str
    device_at: types.Moment
    sent_at: types.Moment | None
    received_at: types.Moment
    skew_seconds: int | None
    counted_at: types.Moment
    flag: str
    flag_label: str
    reason: str

    @staticmethod
    def resolve_flag_label(row: Step) -> str:
        """This will say in words why another moment counts."""
        return str(row.get_flag_display()) if row.flag else ""


class WorkOrderCheckOut(types.Out):
    """A row of the checklist and its answer."""

    id: UUID
    seq: int
    kind: str
    label: str
    is_mandatory: bool
    minimum: types.number(18, 4) | None
    maximum: types.number(18, 4) | None
    unit_name: str
    options: list[str]
    meter_name: str
    text: str
    number: types.number(18, 4) | None
    photos: list[str]
    is_passed: bool | None
    note: str
    answered_at: types.Moment | None
    answer: str

    @staticmethod
    def resolve_answer(row: Any) -> str:
        """This will say the answer in words."""
        return answer_text(row)


class WorkOrderLabourOut(types.Out):
    """Hours of one engineer; no end while they run."""

    id: UUID
    engineer_id: UUID
    engineer_name: str
    started_at: types.Moment
    stopped_at: types.Moment | None
    minutes: int
    note: str

    @staticmethod
    def resolve_engineer_name(row: Labour) -> str:
        """This will name who worked."""
        return row.engineer.name


class WorkOrderTravelOut(types.Out):
    """A way."""

    id: UUID
    at: types.Moment
    minutes: int
    km: types.number(9, 1)
    note: str


class WorkOrderExpenseOut(types.Out):
    """Money laid out."""

    id: UUID
    at: types.Moment
    kind: str
    amount: types.Money
    is_charged: bool
    note: str
    photos: list[str]


class WorkOrderPartOut(types.Out):
    """A part that was put in."""

    id: UUID
    at: types.Moment
    product_id: UUID
    product_name: str
    warehouse_id: UUID
    warehouse_name: str
    lot_id: UUID | None
    lot_no: str
    quantity: types.Weight
    serial_in: str
    serial_out: str
    position: str
    is_defective_back: bool
    supplier_id: UUID | None
    cost_amount: types.Money | None
    taken_back_at: types.Moment | None
    taken_back_reason: str

    @staticmethod
    def resolve_product_name(row: PartUsed) -> str:
        """This will name the part."""
        return str(row.product)

    @staticmethod
    def resolve_warehouse_name(row: PartUsed) -> str:
        """This will say where it came from."""
        return row.warehouse.name

    @staticmethod
    def resolve_lot_no(row: PartUsed) -> str:
        """This will name its lot."""
        return "" if row.lot is None else row.lot.no


class WorkOrderPhotoOut(types.Out):
    """A picture and when it was taken; `file_id` is its attachment."""

    id: UUID
    moment: str
    file_id: UUID
    note: str
    at: types.Moment


class WorkOrderSignatureOut(types.Out):
    """The signature: what was signed is known by its digest."""

    id: UUID
    is_refused: bool
    signer: str
    reason: str
    picture_id: UUID
    picture_sha256: str
    document_text: str
    document_sha256: str
    is_same: bool
    at: types.Moment


class WorkOrderBillOut(types.Out):
    """One figure of the bill; labour and travel count minutes at a price by the hour."""

    seq: int
    kind: str
    label: str
    quantity: types.Weight
    unit_name: str
    is_covered: bool
    price: types.Price | None
    amount: types.Money | None
    due: types.Money | None
    due_excl: types.Money | None
    tax: types.Money | None
    vat_rate: types.Ratio


class WorkOrderChildOut(types.Out):
    """An order that carries on."""

    id: UUID
    no: str
    state: str
    summary: str


class WorkOrderTextOut(types.Out):
    """What the customer is shown before signing, and its digest."""

    text: str
    sha256: str
