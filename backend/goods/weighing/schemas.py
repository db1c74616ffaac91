"""Weigh tickets, scales and stored tares as machines see them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.goods.weighing import actions, queries
from backend.goods.weighing.flow import DONE, UNDER_WAY, State
from backend.goods.weighing.models import (
    Reading,
    Scale,
    TicketDeduction,
    VehicleTare,
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


class Because(types.In):
    """A verb that needs a reason."""

    reason: types.Reason


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


class WeighingFilters(Filters):
    """What tickets can be filtered by."""

    state: types.one_of(State) | None = None
    direction: types.one_of(WeighTicket.Direction) | None = None
    warehouse_id: types.Id | None = None
    party_id: types.Id | None = None
    product_id: types.Id | None = None
    plate: types.text(16) | None = None
    source_id: types.Id | None = None
    is_bound: types.Flag | None = None
    since: types.Moment | None = None
    until: types.Moment | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("warehouse", "party", "product")


def of_plate(typed: str) -> Q:
    """This will find the tickets of a truck however its plate is written."""
    return Q(plate=queries.plate(typed))


BEFORE = frozenset(state.value for state in UNDER_WAY)
AFTER = frozenset(state.value for state in DONE)

WEIGHING = declare(
    Resource(
        model=WeighTicket,
        room="goods",
        name="weighing",
        plural="weighings",
        label=_("磅单"),
        out=WeighingOut,
        row=WeighingRow,
        create=Verb(actions.open_ticket, _("开磅单"), WeighingIn),
        verbs={
            "weigh": Verb(actions.weigh, _("过磅"), Weigh),
            "confirm": Verb(
                actions.confirm,
                _("复核读数"),
                Confirm,
                states=BEFORE,
                when=lambda ticket: bool(queries.waiting(ticket)),
            ),
            "complete": Verb(actions.complete, _("完成"), Complete),
            "counter": Verb(actions.counter, _("录入对方磅单"), Counter, states=AFTER),
            "compare": Verb(actions.compare, _("核对磅差"), Compare, states=AFTER),
            "verify": Verb(actions.verify, _("确认有效"), Because),
            "dispute": Verb(actions.dispute, _("提出异议"), Because),
            "void": Verb(
                actions.void,
                _("作废"),
                Because,
                when=lambda ticket: not ticket.is_bound,
                danger=True,
            ),
        },
        filters=WeighingFilters,
        filter_paths={"since": "opened_at__gte", "until": "opened_at__lt", "plate": of_plate},
        columns={
            "warehouse_name": "warehouse__name",
            "party_name": "party__name",
            "product_name": "product__name",
        },
        ordering=("created_at", "opened_at"),
        sensitive={"driver_phone": policy.mask_phone},
        search_private=("driver_phone",),
        scoped=False,
        load=load,
    )
)


class ScaleIn(types.In):
    """What is needed to put a scale on file."""

    id: types.Id | None = None
    name: types.text(64, minimum=1)
    serial: types.text(64, minimum=1)
    warehouse_id: types.Id
    minimum_kg: KilogramsNotNegative
    maximum_kg: Kilograms
    division_kg: Kilograms
    certificate: types.text(64) = ""
    certified_until: types.Day | None = None


class ScalePatch(types.In):
    """What of a scale may change; absent fields stay."""

    name: types.text(64, minimum=1) = ""
    certificate: types.text(64) = ""
    certified_until: types.Day | None = None
    is_active: types.Flag = True


class ScaleRow(types.Out):
    """A scale in a list."""

    id: UUID
    name: str
    serial: str
    warehouse_id: UUID
    minimum_kg: KilogramsNotNegative
    maximum_kg: Kilograms
    division_kg: Kilograms
    certificate: str
    certified_until: types.Day | None
    is_active: bool
    version: int
    created_at: types.Moment


class ScaleOut(ScaleRow):
    """A scale in full."""

    updated_at: types.Moment


class ScaleFilters(Filters):
    """What scales can be filtered by."""

    warehouse_id: types.Id | None = None
    is_active: types.Flag | None = None


SCALE = declare(
    Resource(
        model=Scale,
        room="goods",
        name="scale",
        plural="scales",
        label=_("磅秤"),
        out=ScaleOut,
        row=ScaleRow,
        create=Verb(actions.create_scale, _("新建"), ScaleIn),
        change=Verb(actions.change_scale, _("修改"), ScalePatch),
        filters=ScaleFilters,
        scoped=False,
    )
)


class TareIn(types.In):
    """What is needed to store a tare."""

    id: types.Id | None = None
    plate: types.text(16, minimum=2)
    kg: Kilograms
    weighed_at: types.Moment
    valid_until: types.Day


class TareRow(types.Out):
    """A stored tare in a list."""

    id: UUID
    no: str
    plate: str
    kg: Kilograms
    weighed_at: types.Moment
    valid_until: types.Day
    version: int
    created_at: types.Moment


class TareOut(TareRow):
    """A stored tare in full."""

    updated_at: types.Moment


class TareFilters(Filters):
    """What stored tares can be filtered by."""

    plate: types.text(16) | None = None


TARE = declare(
    Resource(
        model=VehicleTare,
        room="goods",
        name="tare",
        plural="tares",
        label=_("车辆皮重"),
        out=TareOut,
        row=TareRow,
        create=Verb(actions.create_tare, _("登记皮重"), TareIn),
        filters=TareFilters,
        filter_paths={"plate": of_plate},
        ordering=("created_at", "weighed_at"),
        scoped=False,
    )
)
