"""A stock-take as machines see it."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.goods.count import actions, queries
from backend.goods.count.flow import State
from backend.goods.count.models import StockCount

Permille = types.number(9, 3, minimum="0")


class StockCountIn(types.In):
    """Where, whose goods, and how strictly."""

    id: types.Id | None = None
    planned_on: types.Day
    warehouse_id: types.Id
    owner_party_id: types.Id
    product_id: types.Id | None = None
    is_blind: bool = False
    recount_permille: Permille = Decimal(3)
    note: types.text(500) = ""


class StockCountPatch(types.In):
    """What may be corrected in a plan; absent fields stay."""

    planned_on: types.Day = date(1970, 1, 1)
    is_blind: bool = False
    recount_permille: Permille = Decimal(3)
    note: types.text(500) = ""


class StockCountAt(types.In):
    """The moment of a step."""

    at: types.Moment


class CountedLine(types.In):
    """What was counted of a lot; a difference needs its reason before it is handed in."""

    lot_id: types.Id
    weight: types.WeightNotNegative
    pieces: types.Count = 0
    reason: types.text(500) = ""


class StockCountRecord(types.In):
    """What was counted at a moment."""

    at: types.Moment
    lines: Annotated[list[CountedLine], Field(min_length=1, max_length=500)]


class StockCountBecause(types.In):
    """A step that needs a reason."""

    reason: types.Reason


class CountLineOut(types.Out):
    """One lot; while a blind count runs nobody is told what the books say."""

    id: UUID
    bin_code: str
    lot_id: UUID
    lot_no: str
    product_name: str
    brand: str
    heat: str
    book: types.Weight | None
    book_pieces: int | None
    moved: types.Weight | None
    moved_pieces: int | None
    counted: types.Weight | None
    counted_pieces: int | None
    counted_at: types.Moment | None
    rounds: int
    difference: types.Weight | None
    difference_pieces: int | None
    wants_recount: bool
    reason: str


class StockCountRow(types.Out):
    """A stock-take in a list."""

    id: UUID
    no: str
    state: str
    planned_on: types.Day
    warehouse_id: UUID
    warehouse_name: str
    owner_party_id: UUID
    owner_party_name: str
    product_id: UUID | None
    product_name: str | None
    is_blind: bool
    frozen_at: types.Moment | None
    version: int
    created_at: types.Moment


class StockCountOut(StockCountRow):
    """A stock-take in full."""

    recount_permille: Permille
    approved_by_id: int | None
    posted_at: types.Moment | None
    note: str
    lines: list[CountLineOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_warehouse_name(count: Any) -> Any:
        """This will name the warehouse."""
        return count.warehouse.name

    @staticmethod
    def resolve_owner_party_name(count: Any) -> Any:
        """This will name whose goods they are."""
        return count.owner_party.name

    @staticmethod
    def resolve_product_name(count: Any) -> Any:
        """This will name the product when it is only about one."""
        return count.product.name if count.product else None

    @staticmethod
    def resolve_lines(count: Any) -> Any:
        """This will show the lines by bin and lot number."""
        rows = sorted(count.lines.all(), key=lambda line: (line.bin_code, line.lot.no))
        is_hidden = count.is_blind and count.state == State.COUNTING
        return [queries.shown(line, count, is_hidden=is_hidden) for line in rows]


class StockCountFilters(Filters):
    """What stock-takes can be filtered by."""

    state: types.one_of(State) | None = None
    warehouse_id: types.Id | None = None
    owner_party_id: types.Id | None = None
    product_id: types.Id | None = None
    planned_from: types.Day | None = None
    planned_until: types.Day | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("warehouse", "owner_party", "product").prefetch_related(
        "lines__lot__product"
    )


COUNTING = frozenset({State.COUNTING.value})

COUNT = declare(
    Resource(
        model=StockCount,
        room="goods",
        name="stockcount",
        plural="stockcounts",
        label=_("盘点单"),
        out=StockCountOut,
        row=StockCountRow,
        create=Verb(actions.create, _("新建"), StockCountIn),
        change=Verb(actions.change, _("修改"), StockCountPatch),
        verbs={
            "start": Verb(actions.start, _("开始盘点"), StockCountAt),
            "record": Verb(actions.record, _("登记实盘"), StockCountRecord, states=COUNTING),
            "submit": Verb(actions.submit, _("提交审核")),
            "send_back": Verb(actions.send_back, _("退回复盘"), StockCountBecause),
            "approve": Verb(actions.approve, _("审核")),
            "post": Verb(actions.post, _("过账"), StockCountAt, danger=True),
            "cancel": Verb(actions.cancel, _("取消"), StockCountBecause, danger=True),
        },
        filters=StockCountFilters,
        filter_paths={"planned_from": "planned_on__gte", "planned_until": "planned_on__lte"},
        columns={
            "warehouse_name": "warehouse__name",
            "owner_party_name": "owner_party__name",
            "product_name": "product__name",
        },
        ordering=("created_at", "planned_on"),
        load=load,
    )
)
