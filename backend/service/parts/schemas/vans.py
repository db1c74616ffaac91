"""Van levels and parts requests as machines see them."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.service.parts.flow import RequestState
from backend.service.parts.models import PartsLine, PartsRequest, PartsSent, VanLevel

SerialNo = types.text(64, minimum=1)
Serials = Annotated[list[SerialNo], Field(max_length=500)]


class VanLevelIn(types.In):
    """How much of a part a van should hold."""

    id: types.Id | None = None
    warehouse_id: types.Id
    product_id: types.Id
    least: types.WeightNotNegative
    most: types.PositiveWeight


class VanLevelPatch(types.In):
    """What may be changed; absent fields stay."""

    least: types.WeightNotNegative = Decimal(0)
    most: types.PositiveWeight = Decimal(1)
    is_active: types.Flag = True


class VanLevelRow(types.Out):
    """A level among others."""

    id: UUID
    warehouse_id: UUID
    warehouse_name: str
    product_id: UUID
    product_code: str
    product_name: str
    least: types.Weight
    most: types.Weight
    is_active: bool
    version: int
    created_at: types.Moment


class VanLevelOut(VanLevelRow):
    """A level in full."""

    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_warehouse_name(level: VanLevel) -> str:
        """This will name the van."""
        return level.warehouse.name

    @staticmethod
    def resolve_product_code(level: VanLevel) -> str:
        """This will give the part's code."""
        return level.product.code

    @staticmethod
    def resolve_product_name(level: VanLevel) -> str:
        """This will name the part."""
        return level.product.name


class VanLevelFilters(Filters):
    """What levels may be narrowed by."""

    warehouse_id: UUID | None = None
    product_id: UUID | None = None
    is_active: bool | None = None


class PartsLineBody(types.In):
    """A part and how many."""

    product_id: types.Id
    quantity: types.PositiveWeight


class PartsRequestIn(types.In):
    """What is asked for; without lines, what fills the van up to its levels."""

    id: types.Id | None = None
    on: types.Day
    to_warehouse_id: types.Id
    from_warehouse_id: types.Id
    work_order_id: types.Id | None = None
    needed_on: types.Day | None = None
    note: types.text(500) = ""
    lines: Annotated[list[PartsLineBody], Field(max_length=200)] = []


class PartsApproveLine(types.In):
    """How many of a line are allowed."""

    line_id: types.Id
    approved: types.WeightNotNegative


class PartsRequestApprove(types.In):
    """What is allowed; lines not named are allowed as asked."""

    lines: Annotated[list[PartsApproveLine], Field(max_length=200)] = []


class PartsBecause(types.In):
    """A step that needs a reason."""

    reason: types.Reason


class PartsShipLine(types.In):
    """What goes of a line: a lot, or numbers of parts."""

    line_id: types.Id
    quantity: types.PositiveWeight
    lot_id: types.Id | None = None
    serials: Serials = []


class PartsRequestShip(types.In):
    """What goes onto the road."""

    at: types.Moment
    transit_warehouse_id: types.Id
    waybill: types.text(64) = ""
    lines: Annotated[list[PartsShipLine], Field(min_length=1, max_length=200)]


class PartsArrival(types.In):
    """How much of a parcel arrived."""

    parcel_id: types.Id
    received: types.WeightNotNegative
    serials: Serials = []


class PartsRequestReceive(types.In):
    """What arrived; parcels not named arrived whole."""

    at: types.Moment
    parcels: Annotated[list[PartsArrival], Field(max_length=200)] = []


class PartsSentOut(types.Out):
    """Parts of one lot on the road."""

    id: UUID
    lot_id: UUID
    lot_no: str
    quantity: types.Weight
    received: types.Weight
    serials: list[str]

    @staticmethod
    def resolve_lot_no(row: PartsSent) -> str:
        """This will name the lot."""
        return row.lot.no


class PartsLineOut(types.Out):
    """A line of a request."""

    id: UUID
    product_id: UUID
    product_name: str
    quantity: types.Weight
    approved: types.Weight
    sent: types.Weight
    received: types.Weight
    parcels: list[PartsSentOut]

    @staticmethod
    def resolve_product_name(row: PartsLine) -> str:
        """This will name the part."""
        return str(row.product)


class PartsRequestRow(types.Out):
    """A request in a list."""

    id: UUID
    no: str
    state: str
    to_warehouse_id: UUID
    to_warehouse_name: str
    from_warehouse_id: UUID
    from_warehouse_name: str
    work_order_id: UUID | None
    work_order_no: str | None
    needed_on: types.Day | None
    shipped_at: types.Moment | None
    received_at: types.Moment | None
    version: int
    created_at: types.Moment


class PartsRequestOut(PartsRequestRow):
    """A request in full."""

    transit_warehouse_id: UUID | None
    waybill: str
    note: str
    lines: list[PartsLineOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_to_warehouse_name(request: PartsRequest) -> str:
        """This will say where it goes."""
        return request.to_warehouse.name

    @staticmethod
    def resolve_from_warehouse_name(request: PartsRequest) -> str:
        """This will say where it comes from."""
        return request.from_warehouse.name

    @staticmethod
    def resolve_work_order_no(request: PartsRequest) -> str | None:
        """This will give the number of the order it is for."""
        return None if request.work_order is None else request.work_order.no


class PartsRequestFilters(Filters):
    """What requests may be narrowed by."""

    state: types.one_of(RequestState) | None = None
    to_warehouse_id: UUID | None = None
    from_warehouse_id: UUID | None = None
    work_order_id: UUID | None = None


class PartsLackOut(types.Out):
    """A part of which a van holds too little, and what to send."""

    product_id: UUID
    product_code: str
    product_name: str
    least: types.Weight
    most: types.Weight
    there: types.Weight
    coming: types.Weight
    wanted: types.Weight


class PartsLacksOut(types.Out):
    """What a van lacks."""

    items: list[PartsLackOut]


class PartsLacksQuery(types.In):
    """Of which van."""

    warehouse_id: types.Id


def load_level(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will read a level with its names."""
    return rows.select_related("warehouse", "product")


def load_request(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will read a request with its lines and parcels."""
    parcels = PartsSent.objects.select_related("lot")
    lines = PartsLine.objects.select_related("product").prefetch_related(
        Prefetch("parcels", queryset=parcels)
    )
    return rows.select_related("to_warehouse", "from_warehouse", "work_order").prefetch_related(
        Prefetch("lines", queryset=lines)
    )
