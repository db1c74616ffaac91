"""Serials as machines see them."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.goods.serial import actions
from backend.goods.serial.flow import State
from backend.goods.serial.models import Serial


class SerialIn(types.In):
    """The number of a piece that lies in stock."""

    id: types.Id | None = None
    at: types.Moment
    no: types.Code
    lot_id: types.Id
    warehouse_id: types.Id


class SerialRelocate(types.In):
    """Where it lies now."""

    at: types.Moment
    warehouse_id: types.Id
    reason: types.Reason


class SerialScrap(types.In):
    """When and why it was written off."""

    at: types.Moment
    reason: types.Reason


class SerialRow(types.Out):
    """A serial in a list; `source_no` is the paper it last came or went with."""

    id: UUID
    no: str
    product_id: UUID
    product_code: str
    product_name: str
    lot_id: UUID
    lot_no: str
    warehouse_id: UUID | None
    warehouse_name: str | None
    state: str
    source_code: str
    source_id: UUID
    source_no: str
    moved_at: types.Moment
    version: int
    created_at: types.Moment


class SerialOut(SerialRow):
    """A serial in full."""

    updated_at: types.Moment

    @staticmethod
    def resolve_product_code(serial: Serial) -> str:
        """This will give the product's code."""
        return serial.product.code

    @staticmethod
    def resolve_product_name(serial: Serial) -> str:
        """This will name the product."""
        return serial.product.name

    @staticmethod
    def resolve_lot_no(serial: Serial) -> str:
        """This will give the lot's number."""
        return serial.lot.no

    @staticmethod
    def resolve_warehouse_name(serial: Serial) -> str | None:
        """This will name the warehouse it lies in."""
        return serial.warehouse.name if serial.warehouse else None


class SerialFilters(Filters):
    """What serials can be filtered by."""

    no: types.text(64) | None = None
    product_id: types.Id | None = None
    lot_id: types.Id | None = None
    warehouse_id: types.Id | None = None
    state: types.one_of(State) | None = None
    source_id: types.Id | None = None


def load(rows: QuerySet[Serial]) -> QuerySet[Serial]:
    """This will fetch what the detail shows."""
    return rows.select_related("product", "lot", "warehouse")


SERIAL = declare(
    Resource(
        model=Serial,
        room="goods",
        name="serial",
        plural="serials",
        label=_("序列号"),
        out=SerialOut,
        row=SerialRow,
        create=Verb(actions.create, _("登记"), SerialIn),
        verbs={
            "relocate": Verb(
                actions.relocate,
                _("改仓库"),
                SerialRelocate,
                states=frozenset({State.IN_STOCK.value}),
            ),
            "scrap": Verb(
                actions.scrap,
                _("报废"),
                SerialScrap,
                states=frozenset({State.RETURNED.value}),
                danger=True,
            ),
        },
        filters=SerialFilters,
        columns={
            "product_code": "product__code",
            "product_name": "product__name",
            "lot_no": "lot__no",
            "warehouse_name": "warehouse__name",
        },
        ordering=("created_at", "moved_at", "no"),
        scoped=False,
        load=load,
    )
)
