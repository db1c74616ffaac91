"""A shipment as machines see it, and what hangs on it."""

from typing import Any
from uuid import UUID

from backend.core import types
from backend.supply.shipment.models import Shipment, ShipmentLine, ShipmentPaper
from backend.supply.shipment.schemas.words import PAPER_LABELS

Coordinate = types.number(9, 6)


class ShipmentRow(types.Out):
    """A shipment in a list."""

    id: UUID
    no: str
    state: str
    direction: str
    mode: str
    party_id: UUID
    party_name: str
    carrier_id: UUID | None
    carrier_name: str | None
    origin: str
    destination: str
    planned_on: types.Day
    plate: str
    waybill_no: str
    weight: types.Weight
    loaded_weight: types.Weight | None
    etd: types.Moment | None
    atd: types.Moment | None
    eta: types.Moment | None
    ata: types.Moment | None
    late_since: types.Moment | None
    version: int
    created_at: types.Moment


class ShipmentLineOut(types.Out):
    """Goods of a shipment and where they belong."""

    id: UUID
    seq: int
    product_id: UUID
    product_name: str
    weight: types.Weight
    pieces: int
    purchase_id: UUID | None
    purchase_no: str
    purchase_line_id: UUID | None
    source_code: str
    source_id: UUID | None
    source_no: str
    contract_line_id: UUID | None

    @staticmethod
    def resolve_product_name(line: ShipmentLine) -> str:
        """This will give the name of the goods."""
        return line.product.name

    @staticmethod
    def resolve_purchase_id(line: ShipmentLine) -> UUID | None:
        """This will give the purchase the goods are of."""
        return None if line.purchase_line is None else line.purchase_line.purchase_id

    @staticmethod
    def resolve_purchase_no(line: ShipmentLine) -> str:
        """This will give that purchase's number."""
        return "" if line.purchase_line is None else line.purchase_line.purchase.no


class ShipmentContainerOut(types.Out):
    """A container on board."""

    id: UUID
    number: str
    kind: str
    seal_no: str
    tare: types.Weight | None
    weight: types.Weight | None


class CustomsEntryOut(types.Out):
    """A declaration at customs."""

    id: UUID
    way: str
    number: str
    declared_on: types.Day
    stand: str
    released_on: types.Day | None
    port: str
    hs_code: str
    cost_value: types.Money | None
    cost_duty: types.Money | None
    cost_vat: types.Money | None


class ShipmentPaperOut(types.Out):
    """A paper of the checklist."""

    id: UUID
    kind: str
    label: str
    due_on: types.Day | None
    received_on: types.Day | None
    number: str
    attachment_id: UUID | None
    waived_reason: str

    @staticmethod
    def resolve_label(paper: ShipmentPaper) -> str:
        """This will name the paper in words."""
        return str(PAPER_LABELS.get(paper.kind, paper.kind))


class TrackingEventOut(types.Out):
    """One thing seen on the way."""

    id: UUID
    kind: str
    via: str
    at: types.Moment
    place: str
    latitude: Coordinate | None
    longitude: Coordinate | None
    note: str
    photos: list[dict[str, str]]
    recorded_at: types.Moment


class DeliveryProofOut(types.Out):
    """Who took the goods, where and when; the digest covers all of it."""

    signer: str
    signer_phone: str | None
    relation: str
    at: types.Moment
    via: str
    latitude: Coordinate | None
    longitude: Coordinate | None
    device: str
    signature: dict[str, str]
    photos: list[dict[str, str]]
    exceptions: list[dict[str, str]]
    sha256: str


class FreightShareOut(types.Out):
    """What one lot or one order line bears of a bill."""

    lot_id: UUID | None
    contract_line_id: UUID | None
    cost_amount: types.Money | None
    cost_to_stock: types.Money | None
    cost_of_sales: types.Money | None


class FreightBillOut(types.Out):
    """A line of a freight invoice and who bears it."""

    id: UUID
    kind: str
    carrier_id: UUID | None
    invoice_no: str
    billed_on: types.Day
    currency: str
    fx_rate: types.Rate
    cost_amount: types.Money | None
    cost_tax: types.Money | None
    cost_base: types.Money | None
    basis: str
    allocated_at: types.Moment | None
    shares: list[FreightShareOut]

    @staticmethod
    def resolve_shares(bill: Any) -> list[Any]:
        """This will read who bears it."""
        return list(bill.shares.all())


class ShipmentClaimOut(types.Out):
    """A claim about the shipment, in short."""

    id: UUID
    no: str
    state: str
    kind: str
    weight: types.Weight | None
    description: str


class ReceivedLotOut(types.Out):
    """A lot that came with the shipment."""

    lot_id: UUID
    lot_no: str
    receipt_id: UUID
    receipt_no: str
    weight: types.Weight
    received_on: types.Day

    @staticmethod
    def resolve_lot_no(row: Any) -> str:
        """This will give the lot's number."""
        return str(row.lot.no)


class ShipmentOut(ShipmentRow):
    """A shipment in full."""

    incoterm: str
    crosses_border: bool
    vehicle_id: UUID | None
    driver_id: UUID | None
    trailer: str
    driver_name: str
    driver_phone: str | None
    booking_no: str
    vessel: str
    voyage: str
    pieces: int
    booked_at: types.Moment | None
    loaded_at: types.Moment | None
    delivered_at: types.Moment | None
    returned_at: types.Moment | None
    closed_on: types.Day | None
    remark: str
    lines: list[ShipmentLineOut]
    containers: list[ShipmentContainerOut]
    customs: list[CustomsEntryOut]
    papers: list[ShipmentPaperOut]
    tracking: list[TrackingEventOut]
    proof: DeliveryProofOut | None
    claims: list[ShipmentClaimOut]
    bills: list[FreightBillOut]
    received: list[ReceivedLotOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_party_name(shipment: Shipment) -> str:
        """This will give the other side's name."""
        return shipment.party.name

    @staticmethod
    def resolve_carrier_name(shipment: Shipment) -> str | None:
        """This will give the carrier's name."""
        return None if shipment.carrier is None else shipment.carrier.party.name

    @staticmethod
    def resolve_proof(shipment: Shipment) -> Any:
        """This will read the proof of delivery, if there is one."""
        return getattr(shipment, "proof", None)
