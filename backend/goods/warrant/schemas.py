"""A warehouse receipt as machines see it."""

from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.goods.warrant import actions
from backend.goods.warrant.flow import State
from backend.goods.warrant.models import Warrant


class WarrantLineIn(types.In):
    """Tonnes of one lot the receipt stands for."""

    lot_id: types.Id
    weight: types.PositiveWeight
    pieces: types.Count = 0


class WarrantIn(types.In):
    """What is needed to register a receipt."""

    id: types.Id | None = None
    number: types.text(64, minimum=1)
    kind: types.one_of(Warrant.Kind) = Warrant.Kind.WAREHOUSE.value
    warehouse_id: types.Id
    holder_id: types.Id
    issued_on: types.Day
    expires_on: types.Day | None = None
    note: types.text(500) = ""
    lines: Annotated[list[WarrantLineIn], Field(min_length=1, max_length=200)]


class WarrantPledge(types.In):
    """The lender that holds it, and what for."""

    pledgee_id: types.Id
    reason: types.Reason


class WarrantBecause(types.In):
    """A step that needs a reason."""

    reason: types.Reason


class WarrantWithdraw(types.In):
    """Tonnes of a lot that come off the receipt."""

    lot_id: types.Id
    weight: types.PositiveWeight


class WarrantLineOut(types.Out):
    """Tonnes of one lot and what is left of them on the receipt."""

    lot_id: UUID
    lot_no: str
    product_name: str
    brand: str
    weight: types.Weight
    pieces: int
    withdrawn: types.Weight
    left: types.Weight

    @staticmethod
    def resolve_lot_id(line: Any) -> Any:
        """This will give the lot."""
        return line.balance.lot_id

    @staticmethod
    def resolve_lot_no(line: Any) -> Any:
        """This will give the lot's number."""
        return line.balance.lot.no

    @staticmethod
    def resolve_product_name(line: Any) -> Any:
        """This will name the product."""
        return line.balance.lot.product.name

    @staticmethod
    def resolve_brand(line: Any) -> Any:
        """This will name the brand."""
        return line.balance.lot.brand

    @staticmethod
    def resolve_left(line: Any) -> Any:
        """This will say what the receipt still stands for."""
        return line.weight - line.withdrawn


class WarrantRow(types.Out):
    """A warehouse receipt in a list."""

    id: UUID
    no: str
    number: str
    kind: str
    state: str
    warehouse_id: UUID
    warehouse_name: str
    holder_id: UUID
    holder_name: str
    pledgee_id: UUID | None
    weight: types.Weight
    issued_on: types.Day
    expires_on: types.Day | None
    version: int
    created_at: types.Moment


class WarrantOut(WarrantRow):
    """A warehouse receipt in full."""

    note: str
    lines: list[WarrantLineOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_warehouse_name(warrant: Any) -> Any:
        """This will name the warehouse."""
        return warrant.warehouse.name

    @staticmethod
    def resolve_holder_name(warrant: Any) -> Any:
        """This will name the holder."""
        return warrant.holder.name

    @staticmethod
    def resolve_lines(warrant: Any) -> Any:
        """This will read the lines by lot number."""
        return sorted(warrant.lines.all(), key=lambda line: line.balance.lot.no)


class WarrantFilters(Filters):
    """What warehouse receipts can be filtered by."""

    state: types.one_of(State) | None = None
    kind: types.one_of(Warrant.Kind) | None = None
    warehouse_id: types.Id | None = None
    holder_id: types.Id | None = None
    pledgee_id: types.Id | None = None
    number: types.text(64) | None = None
    lot_id: types.Id | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("warehouse", "holder").prefetch_related(
        "lines__balance__lot__product"
    )


ACTIVE = frozenset({State.ACTIVE.value})

WARRANT = declare(
    Resource(
        model=Warrant,
        room="goods",
        name="warrant",
        plural="warrants",
        label=_("仓单"),
        out=WarrantOut,
        row=WarrantRow,
        create=Verb(actions.create, _("登记"), WarrantIn),
        verbs={
            "withdraw": Verb(actions.withdraw, _("提货"), WarrantWithdraw, states=ACTIVE),
            "pledge": Verb(actions.pledge, _("质押"), WarrantPledge, danger=True),
            "unpledge": Verb(
                actions.unpledge, _("解押"), WarrantBecause, permission="goods.pledge_warrant"
            ),
            "block": Verb(actions.block, _("冻结"), WarrantBecause, danger=True),
            "unblock": Verb(
                actions.unblock, _("解冻"), WarrantBecause, permission="goods.block_warrant"
            ),
            "cancel": Verb(actions.cancel, _("注销"), WarrantBecause, danger=True),
        },
        filters=WarrantFilters,
        filter_paths={"lot_id": "lines__balance__lot_id"},
        columns={"warehouse_name": "warehouse__name", "holder_name": "holder__name"},
        ordering=("created_at", "issued_on"),
        load=load,
    )
)
