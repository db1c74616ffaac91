"""A weigh ticket as machines see it."""

from typing import Any
from uuid import UUID

from backend.core import types
from backend.goods.weighing.schemas.inputs import (
    Kilograms,
    KilogramsNotNegative,
)


class ReadingOut(types.Out):
    """One weighing; `confirmed_by` is empty while a reading no scale sent waits."""

    id: UUID
    kind: str
    kg: Kilograms
    at: types.Moment
    by_label: str
    device: str
    reason: str
    display: str
    photos: list[str]
    confirmed_by: str | None

    @staticmethod
    def resolve_confirmed_by(reading: Any) -> Any:
        """This will name who vouched for it."""
        found = getattr(reading, "confirmation", None)
        return found.by_label if found else None


class DeductionOut(types.Out):
    """What was taken off and how many kilograms it was."""

    kind: str
    basis: str
    value: KilogramsNotNegative
    pieces: int
    kg: KilogramsNotNegative
    note: str


class CounterOut(types.Out):
    """The other side's ticket."""

    document_no: str
    gross_kg: KilogramsNotNegative | None
    tare_kg: KilogramsNotNegative | None
    net_kg: Kilograms
    at: types.Moment
    by_label: str
    photos: list[str]


class DifferenceOut(types.Out):
    """Both weights compared."""

    ours: types.Weight
    theirs: types.Weight
    difference: types.Weight
    permille: types.number(9, 3)
    tolerance: types.number(9, 4)
    unit: str
    reference: str
    basis: str
    policy: str
    is_within: bool
    settle_weight: types.Weight | None
    at: types.Moment
    by_label: str
    decision: str


class WeighingRow(types.Out):
    """A ticket in a list."""

    id: UUID
    no: str
    state: str
    direction: str
    mode: str
    plate: str
    warehouse_id: UUID
    warehouse_name: str
    party_id: UUID | None
    party_name: str | None
    product_id: UUID | None
    product_name: str | None
    source_code: str
    source_id: UUID | None
    source_no: str
    opened_at: types.Moment
    completed_at: types.Moment | None
    net: types.Weight | None
    settle_weight: types.Weight | None
    warnings: list[str]
    version: int
    created_at: types.Moment


class WeighingOut(WeighingRow):
    """A ticket in full."""

    trailer: str
    driver_name: str
    driver_phone: str | None
    carrier: str
    scale_id: UUID | None
    line_id: UUID | None
    is_bound: bool
    pieces: int
    gross_kg: KilogramsNotNegative | None
    tare_kg: KilogramsNotNegative | None
    net_kg: KilogramsNotNegative | None
    deducted_kg: KilogramsNotNegative | None
    void_reason: str
    note: str
    readings: list[ReadingOut]
    deductions: list[DeductionOut]
    counters: list[CounterOut]
    differences: list[DifferenceOut]
    updated_at: types.Moment

    @staticmethod
    def resolve_warehouse_name(ticket: Any) -> Any:
        """This will name the warehouse."""
        return ticket.warehouse.name

    @staticmethod
    def resolve_party_name(ticket: Any) -> Any:
        """This will name the other side."""
        return ticket.party.name if ticket.party else None

    @staticmethod
    def resolve_product_name(ticket: Any) -> Any:
        """This will name the goods."""
        return ticket.product.name if ticket.product else None

    @staticmethod
    def resolve_readings(ticket: Any) -> Any:
        """This will read the weighings in order."""
        return list(ticket.readings.select_related("confirmation").order_by("id"))

    @staticmethod
    def resolve_deductions(ticket: Any) -> Any:
        """This will read what was taken off, in order."""
        return list(ticket.deductions.order_by("position"))

    @staticmethod
    def resolve_counters(ticket: Any) -> Any:
        """This will read the other side's tickets, the one that counts first."""
        return list(ticket.counters.order_by("-id"))

    @staticmethod
    def resolve_differences(ticket: Any) -> Any:
        """This will read the comparisons, the one that counts first."""
        return list(ticket.differences.order_by("-id"))
