"""What machines send to the scale."""

from typing import Annotated, Literal

from pydantic import Field

from backend.core import types
from backend.goods.weighing.models import (
    Reading,
    TicketDeduction,
    WeighTicket,
)

Kilograms = types.number(11, 3, above="0")
KilogramsNotNegative = types.number(11, 3, minimum="0")
Photos = Annotated[list[types.Id], Field(max_length=12)]
Side = Literal["ours", "theirs", "mean"]


class WeighingIn(types.In):
    """What is needed to open a ticket."""

    id: types.Id | None = None
    opened_at: types.Moment
    direction: types.one_of(WeighTicket.Direction)
    mode: types.one_of(WeighTicket.Mode)
    warehouse_id: types.Id
    plate: types.text(16, minimum=2)
    trailer: types.text(16) = ""
    driver_name: types.text(64) = ""
    driver_phone: types.text(32) = ""
    carrier: types.text(120) = ""
    scale_id: types.Id | None = None
    party_id: types.Id | None = None
    product_id: types.Id | None = None
    source_code: types.text(64) = ""
    source_id: types.Id | None = None
    source_no: types.text(64) = ""
    line_id: types.Id | None = None
    pieces: types.Count = 0
    note: types.text(500) = ""


class Weigh(types.In):
    """One weighing."""

    kind: types.one_of(Reading.Kind)
    kg: Kilograms
    at: types.Moment
    device: types.one_of(Reading.Device) = Reading.Device.SCALE.value
    reason: types.text(500) = ""
    display: types.text(64) = ""
    photos: Photos = []


class Confirm(types.In):
    """A second person vouches for what no scale sent."""

    at: types.Moment


class DeductionBody(types.In):
    """Something to take off the net."""

    kind: types.one_of(TicketDeduction.Kind)
    basis: Literal["fixed", "percent", "per_piece"]
    value: KilogramsNotNegative
    pieces: types.Count = 0
    note: types.text(200) = ""


class Complete(types.In):
    """What is taken off, and the pieces when they were counted."""

    at: types.Moment
    pieces: types.Count | None = None
    deductions: Annotated[list[DeductionBody], Field(max_length=20)] = []


class Counter(types.In):
    """The other side's ticket."""

    at: types.Moment
    document_no: types.text(64) = ""
    gross_kg: Kilograms | None = None
    tare_kg: KilogramsNotNegative | None = None
    net_kg: Kilograms
    photos: Photos = []


class Compare(types.In):
    """The clause both weights are compared under."""

    at: types.Moment
    tolerance: types.number(9, 4, minimum="0")
    unit: Literal["permille", "percent", "kilograms"]
    reference: Side = "theirs"
    basis: Side = "ours"
    policy: Literal["other", "excess", "half", "hold"] = "other"
    decision: types.text(500) = ""
