"""A warehouse as machines see it."""

from typing import Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.party.schemas import Because
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.goods.warehouse import actions
from backend.goods.warehouse.models import Warehouse


class WarehouseIn(types.In):
    """What is needed to put a warehouse on file."""

    id: types.Id | None = None
    code: types.Code
    name: types.text(120, minimum=1)
    kind: types.one_of(Warehouse.Kind) = Warehouse.Kind.OWN.value
    operator_id: types.Id | None = None
    province: types.text(32) = ""
    city: types.text(32) = ""
    address: types.text(300) = ""
    contact_name: types.text(64) = ""
    contact_phone: types.text(32) = ""
    costing: Literal["", "fifo", "average", "specific"] = ""
    note: types.text(500) = ""


class WarehousePatch(types.In):
    """The facts of a warehouse that may be corrected; absent fields stay."""

    name: types.text(120, minimum=1) = ""
    operator_id: types.Id | None = None
    province: types.text(32) = ""
    city: types.text(32) = ""
    address: types.text(300) = ""
    contact_name: types.text(64) = ""
    contact_phone: types.text(32) = ""
    note: types.text(500) = ""


class BinIn(types.In):
    """A bin to be marked out."""

    code: types.text(32, minimum=1)
    name: types.text(64) = ""


class BinClose(types.In):
    """A bin that goes out of use, and why."""

    bin_id: types.Id
    reason: types.Reason


class BinOut(types.Out):
    """A bin of a warehouse."""

    id: UUID
    code: str
    name: str
    is_active: bool


class WarehouseRow(types.Out):
    """A warehouse in a list."""

    id: UUID
    code: str
    name: str
    kind: str
    city: str
    address: str
    operator_id: UUID | None
    operator_name: str | None
    is_active: bool
    version: int
    created_at: types.Moment


class WarehouseOut(WarehouseRow):
    """A warehouse in full."""

    province: str
    contact_name: str
    contact_phone: str
    costing: str
    note: str
    bins: list[BinOut]
    updated_at: types.Moment

    @staticmethod
    def resolve_bins(warehouse: Any) -> Any:
        """This will read the bins by code."""
        return list(warehouse.bins.order_by("code"))

    @staticmethod
    def resolve_operator_name(warehouse: Any) -> Any:
        """This will name who runs it."""
        return warehouse.operator.name if warehouse.operator else None


class WarehouseFilters(Filters):
    """What warehouses can be filtered by."""

    kind: types.one_of(Warehouse.Kind) | None = None
    is_active: types.Flag | None = None
    operator_id: types.Id | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("operator")


WAREHOUSE = declare(
    Resource(
        model=Warehouse,
        room="goods",
        name="warehouse",
        plural="warehouses",
        label=_("仓库"),
        out=WarehouseOut,
        row=WarehouseRow,
        create=Verb(actions.create, _("新建"), WarehouseIn),
        change=Verb(actions.change, _("修改"), WarehousePatch),
        verbs={
            "close": Verb(
                actions.close,
                _("停用"),
                Because,
                states=ALWAYS,
                when=lambda warehouse: warehouse.is_active,
                danger=True,
            ),
            "reopen": Verb(
                actions.reopen,
                _("重新启用"),
                Because,
                states=ALWAYS,
                when=lambda warehouse: not warehouse.is_active,
                permission="goods.close_warehouse",
            ),
            "add_bin": Verb(actions.add_bin, _("新增库位"), BinIn, states=ALWAYS),
            "close_bin": Verb(
                actions.close_bin, _("停用库位"), BinClose, states=ALWAYS, danger=True
            ),
        },
        filters=WarehouseFilters,
        columns={"operator_name": "operator__name"},
        ordering=("created_at", "code", "name_pinyin"),
        scoped=False,
        load=load,
    )
)
