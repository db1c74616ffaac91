"""A requisition as machines see it."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare, permit
from backend.supply.requisition import actions
from backend.supply.requisition.flow import State
from backend.supply.requisition.models import Requisition, RequisitionLine
from backend.supply.supplier.schemas.bodies import SupplyBecause, SupplyNote

MERGE = permit("supply.merge_requisition")


class RequisitionLineBody(types.In):
    """So many tonnes of one product by a day."""

    product_id: types.Id
    quantity: types.PositiveWeight
    needed_on: types.Day
    warehouse_id: types.Id | None = None
    brands: Annotated[list[types.text(64, minimum=1)], Field(max_length=20)] = []
    note: types.text(500) = ""


Lines = Annotated[list[RequisitionLineBody], Field(min_length=1, max_length=200)]


class RequisitionIn(types.In):
    """What somebody wants to be bought."""

    id: types.Id | None = None
    on: types.Day
    reason_kind: Literal["manual", "project"] = "manual"
    note: types.text(500) = ""
    lines: Lines


class RequisitionPatch(types.In):
    """What may be corrected in a draft; lines sent stand for all lines."""

    note: types.text(500) = ""
    lines: Lines = []


class RequisitionMerge(types.In):
    """Approved lines that are bought together."""

    id: types.Id | None = None
    on: types.Day
    line_ids: Annotated[list[types.Id], Field(min_length=2, max_length=200)]
    note: types.text(500) = ""


class RequisitionShareOut(types.Out):
    """An approved line behind a merged one."""

    origin_id: UUID
    origin_no: str
    quantity: types.Weight
    filled: types.Weight

    @staticmethod
    def resolve_origin_no(share: Any) -> str:
        """This will give the number of the requisition it comes from."""
        return str(share.origin.requisition.no)


class RequisitionOrderOut(types.Out):
    """A paper that ordered some of a line, or gave it back."""

    event_no: str
    quantity: types.Weight
    at: types.Moment


class RequisitionLineOut(types.Out):
    """A line and how far it is on order."""

    id: UUID
    seq: int
    product_id: UUID
    product_code: str
    product_name: str
    quantity: types.Weight
    needed_on: types.Day
    warehouse_id: UUID | None
    warehouse_name: str | None
    brands: list[str]
    note: str
    source_code: str
    source_id: UUID | None
    line_id: UUID | None
    quantity_ordered: types.Weight
    quantity_merged: types.Weight
    quantity_open: types.Weight
    shares: list[RequisitionShareOut]
    orders: list[RequisitionOrderOut]

    @staticmethod
    def resolve_product_code(line: Any) -> str:
        """This will give the product's code."""
        return str(line.product.code)

    @staticmethod
    def resolve_product_name(line: Any) -> str:
        """This will name the goods."""
        return str(line.product)

    @staticmethod
    def resolve_warehouse_name(line: Any) -> str | None:
        """This will name the warehouse, if one is named."""
        return None if line.warehouse is None else str(line.warehouse.name)

    @staticmethod
    def resolve_shares(line: Any) -> Any:
        """This will read the lines behind a merged one."""
        return list(line.shares.all())

    @staticmethod
    def resolve_orders(line: Any) -> Any:
        """This will read what papers ordered."""
        return list(line.orders.all())


class RequisitionRow(types.Out):
    """A requisition in a list."""

    id: UUID
    no: str
    state: str
    reason_kind: str
    source_code: str
    source_no: str
    made_on: types.Day
    needed_on: types.Day
    note: str
    version: int
    created_at: types.Moment


class RequisitionOut(RequisitionRow):
    """A requisition in full."""

    source_id: UUID | None
    decision_note: str
    closed_reason: str
    lines: list[RequisitionLineOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_lines(requisition: Any) -> Any:
        """This will read the lines."""
        return list(requisition.lines.all())


class RequisitionFilters(Filters):
    """What requisitions can be filtered by."""

    state: types.one_of(State) | None = None
    reason_kind: types.one_of(Requisition.Reason) | None = None
    source_id: types.Id | None = None
    product_id: types.Id | None = None
    needed_until: types.Day | None = None


def load(rows: QuerySet[Requisition]) -> QuerySet[Requisition]:
    """This will fetch what the detail shows."""
    lines = RequisitionLine.objects.select_related("product", "warehouse")
    lines = lines.prefetch_related("orders", "shares__origin__requisition")
    return rows.prefetch_related(Prefetch("lines", queryset=lines.order_by("seq")))


REQUISITION = declare(
    Resource(
        model=Requisition,
        room="supply",
        name="requisition",
        plural="requisitions",
        label=_("采购申请"),
        out=RequisitionOut,
        row=RequisitionRow,
        create=Verb(actions.create, _("新建"), RequisitionIn),
        change=Verb(actions.change, _("修改"), RequisitionPatch),
        verbs={
            "submit": Verb(actions.submit, _("提交")),
            "approve": Verb(actions.approve, _("批准"), SupplyNote),
            "reject": Verb(
                actions.reject,
                _("驳回"),
                SupplyBecause,
            ),
            "reopen": Verb(actions.reopen, _("重新编辑")),
            "source": Verb(actions.source, _("开始寻源")),
            "close": Verb(actions.close, _("关闭"), SupplyBecause, danger=True),
            "cancel": Verb(actions.cancel, _("取消"), SupplyBecause, danger=True),
        },
        filters=RequisitionFilters,
        filter_paths={
            "product_id": "lines__product_id",
            "needed_until": "needed_on__lte",
        },
        ordering=("created_at", "needed_on"),
        load=load,
    )
)
