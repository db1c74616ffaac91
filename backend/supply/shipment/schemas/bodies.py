"""What the verbs of a shipment take."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from backend.core import types
from backend.crm.freight.models import Container, Mode
from backend.supply.shipment.models import (
    CustomsEntry,
    DeliveryProof,
    Direction,
    FreightBill,
    FreightClaim,
    TrackingEvent,
)
from backend.supply.shipment.schemas.words import PaperKind

Plate = types.text(16)
Place = types.text(200, minimum=1)
Latitude = types.number(9, 6)
Photos = Annotated[list[types.Id], Field(max_length=20)]
Incoterm = types.matching(r"^([A-Z]{3})?$", maximum=3)
Number = types.matching(r"^[A-Z]{3}[UJZ][0-9]{7}$", maximum=11)


class ShipmentLineBody(types.In):
    """Goods of a purchase line (inbound) or of a delivery (outbound)."""

    purchase_line_id: types.Id | None = None
    delivery_id: types.Id | None = None
    weight: types.PositiveWeight
    pieces: types.count(0, 1_000_000) = 0


Lines = Annotated[list[ShipmentLineBody], Field(min_length=1, max_length=100)]


class ShipmentIn(types.In):
    """What is needed to plan a shipment."""

    id: types.Id | None = None
    on: types.Day
    direction: types.one_of(Direction)
    mode: types.one_of(Mode) = Mode.ROAD.value
    incoterm: Incoterm = ""
    crosses_border: types.Flag = False
    planned_on: types.Day
    origin: Place
    destination: Place
    carrier_id: types.Id | None = None
    vehicle_id: types.Id | None = None
    driver_id: types.Id | None = None
    plate: Plate = ""
    trailer: Plate = ""
    etd: types.Moment | None = None
    eta: types.Moment | None = None
    remark: types.text(500) = ""
    lines: Lines


class ShipmentPatch(types.In):
    """What may be corrected while it is not over; absent fields stay, lines stand for all."""

    planned_on: types.Day = date.min
    origin: Place = ""
    destination: Place = ""
    carrier_id: types.Id | None = None
    vehicle_id: types.Id | None = None
    driver_id: types.Id | None = None
    plate: Plate = ""
    trailer: Plate = ""
    booking_no: types.text(64) = ""
    vessel: types.text(64) = ""
    voyage: types.text(32) = ""
    waybill_no: types.text(64) = ""
    etd: types.Moment = datetime.min
    eta: types.Moment = datetime.min
    remark: types.text(500) = ""
    lines: Lines = []


class ShipmentBook(types.In):
    """What the carrier confirmed; what is left empty stays as planned."""

    at: types.Moment
    carrier_id: types.Id | None = None
    vehicle_id: types.Id | None = None
    driver_id: types.Id | None = None
    booking_no: types.text(64) = ""
    vessel: types.text(64) = ""
    voyage: types.text(32) = ""
    waybill_no: types.text(64) = ""
    etd: types.Moment | None = None
    eta: types.Moment | None = None


class ShipmentContainerBody(types.In):
    """A container on board: ISO 6346 number with check digit, kind and seal."""

    number: Number
    kind: types.one_of(Container)
    seal_no: types.text(32) = ""
    tare: types.PositiveWeight | None = None
    weight: types.PositiveWeight | None = None


class ShipmentLoad(types.In):
    """What is on board."""

    at: types.Moment
    weight: types.PositiveWeight
    vehicle_id: types.Id | None = None
    driver_id: types.Id | None = None
    waybill_no: types.text(64) = ""
    containers: Annotated[list[ShipmentContainerBody], Field(max_length=200)] = []


class ShipmentGo(types.In):
    """A step on the way, and when it is expected now."""

    at: types.Moment
    eta: types.Moment | None = None


class ShipmentAt(types.In):
    """A step and its moment."""

    at: types.Moment


class ShipmentOn(types.In):
    """A step and its day."""

    on: types.Day


class ShipmentDivert(types.In):
    """Where it goes instead, and why."""

    at: types.Moment
    destination: Place
    eta: types.Moment | None = None
    reason: types.Reason


class ShipmentBecause(types.In):
    """A step that needs a reason."""

    reason: types.Reason


class ShipmentAtBecause(types.In):
    """A step with its moment and reason."""

    at: types.Moment
    reason: types.Reason


class ShipmentException(types.In):
    """Something wrong at delivery; each opens a claim."""

    kind: types.one_of(FreightClaim.Kind)
    line_id: types.Id | None = None
    weight: types.PositiveWeight | None = None
    description: types.text(500, minimum=2)


class ShipmentDeliver(types.In):
    """The proof of delivery; signature and photos are files of the shipment."""

    at: types.Moment
    signer: types.text(64, minimum=1)
    signer_phone: types.text(32) = ""
    relation: types.one_of(DeliveryProof.Relation)
    signature_id: types.Id
    photo_ids: Photos = []
    latitude: Latitude | None = None
    longitude: Latitude | None = None
    device: types.Line = ""
    exceptions: Annotated[list[ShipmentException], Field(max_length=20)] = []


class ShipmentTrack(types.In):
    """What was seen on the way; told twice with one client id it stands once."""

    client_id: types.Id | None = None
    kind: types.one_of(TrackingEvent.Kind) = TrackingEvent.Kind.POSITION.value
    at: types.Moment
    place: types.Line = ""
    latitude: Latitude | None = None
    longitude: Latitude | None = None
    note: types.text(500) = ""
    photo_ids: Photos = []


class ShipmentShare(types.In):
    """A link for the driver that ends so many days after delivery."""

    at: types.Moment
    days_after: types.count(0, 30) = 3


class ShipmentPaperAdd(types.In):
    """One more paper: due so many days from departure (etd) or arrival (eta)."""

    kind: types.one_of(PaperKind)
    counts_from: types.matching(r"^(etd|eta)$", maximum=3) = "etd"
    offset_days: types.count(-90, 365) = 0


class ShipmentPaperIn(types.In):
    """A paper that came, with its number and its file."""

    paper_id: types.Id
    on: types.Day
    number: types.text(64) = ""
    attachment_id: types.Id | None = None


class ShipmentPaperWaive(types.In):
    """Why a paper is done without."""

    paper_id: types.Id
    reason: types.Reason


class CustomsIn(types.In):
    """A declaration at customs; amounts in yuan."""

    way: types.one_of(CustomsEntry.Way)
    number: types.text(32, minimum=4)
    declared_on: types.Day
    port: types.text(64) = ""
    hs_code: types.matching(r"^[0-9]{6,10}$", maximum=10)
    cost_value: types.MoneyNotNegative = Decimal(0)
    cost_duty: types.MoneyNotNegative = Decimal(0)
    cost_vat: types.MoneyNotNegative = Decimal(0)


class CustomsMove(types.In):
    """How far customs is."""

    entry_id: types.Id
    stand: types.one_of(CustomsEntry.Stand)
    on: types.Day
    cost_duty: types.MoneyNotNegative | None = None
    cost_vat: types.MoneyNotNegative | None = None


class FreightBillIn(types.In):
    """A line of a freight invoice without tax; below zero it is a credit note."""

    at: types.Moment
    kind: types.one_of(FreightBill.Kind)
    carrier_id: types.Id | None = None
    invoice_no: types.text(64, minimum=1)
    billed_on: types.Day
    currency: types.matching(r"^[A-Z]{3}$", maximum=3) = "CNY"
    fx_rate: types.Rate = Decimal(1)
    cost_amount: types.Money
    cost_tax: types.Money = Decimal(0)
    basis: types.one_of(FreightBill.Basis) = FreightBill.Basis.WEIGHT.value
