"""The ledger and the claims as machines see them; both are read only."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.goods.stock import actions, queries
from backend.goods.stock.models import Reservation, StockMove


class MoveRow(types.Out):
    """One row of the ledger."""

    id: UUID
    at: types.Moment
    kind: str
    lot_id: UUID
    lot_no: str
    product_id: UUID
    product_name: str
    warehouse_id: UUID
    warehouse_name: str
    owner_party_id: UUID
    owner_party_name: str
    pieces: int
    theoretical: types.Weight
    actual: types.Weight
    source_code: str
    source_id: UUID
    source_no: str
    line_id: UUID | None
    reversal_of_id: UUID | None
    reason: str


class MoveOut(MoveRow):
    """One row of the ledger in full."""

    by: str | None
    created_at: types.Moment

    @staticmethod
    def resolve_lot_no(row: Any) -> Any:
        """This will give the lot's number."""
        return row.lot.no

    @staticmethod
    def resolve_product_name(row: Any) -> Any:
        """This will give the product's name."""
        return row.product.name

    @staticmethod
    def resolve_warehouse_name(row: Any) -> Any:
        """This will give the warehouse's name."""
        return row.warehouse.name

    @staticmethod
    def resolve_owner_party_name(row: Any) -> Any:
        """This will name whose goods they are."""
        return row.owner_party.name

    @staticmethod
    def resolve_by(row: Any) -> Any:
        """This will name who booked it."""
        return str(row.by) if row.by else None


class MoveFilters(Filters):
    """What movements can be filtered by."""

    lot_id: types.Id | None = None
    product_id: types.Id | None = None
    warehouse_id: types.Id | None = None
    owner_party_id: types.Id | None = None
    kind: types.one_of(StockMove.Kind) | None = None
    source_id: types.Id | None = None
    line_id: types.Id | None = None
    since: types.Moment | None = None
    until: types.Moment | None = None


class TakeBack(types.In):
    """When and why a movement is taken back."""

    at: types.Moment
    reason: types.Reason


NAMES = {
    "lot_no": "lot__no",
    "product_name": "product__name",
    "warehouse_name": "warehouse__name",
    "owner_party_name": "owner_party__name",
}


def load_move(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what a row of the ledger shows."""
    return rows.select_related("lot", "product", "warehouse", "owner_party", "by")


MOVE = declare(
    Resource(
        model=StockMove,
        room="goods",
        name="stockmove",
        plural="stockmoves",
        label=_("库存流水"),
        out=MoveOut,
        row=MoveRow,
        verbs={
            "reverse": Verb(
                actions.reverse,
                _("冲回"),
                TakeBack,
                states=ALWAYS,
                when=queries.is_standing,
                danger=True,
            )
        },
        filters=MoveFilters,
        filter_paths={"since": "at__gte", "until": "at__lt"},
        columns=NAMES,
        ordering=("at", "created_at"),
        scoped=False,
        searchable=False,
        load=load_move,
    )
)


class ReservationRow(types.Out):
    """A claim of a paper on a lot."""

    id: UUID
    state: str
    product_id: UUID
    product_name: str
    warehouse_id: UUID
    warehouse_name: str
    lot_id: UUID
    lot_no: str
    source_code: str
    source_id: UUID
    source_no: str
    line_id: UUID
    weight: types.Weight
    consumed: types.Weight
    released: types.Weight
    created_at: types.Moment


class ReservationOut(ReservationRow):
    """A claim of a paper on a lot, in full."""

    resolve_lot_no = staticmethod(MoveOut.resolve_lot_no)
    resolve_product_name = staticmethod(MoveOut.resolve_product_name)
    resolve_warehouse_name = staticmethod(MoveOut.resolve_warehouse_name)


class ReservationFilters(Filters):
    """What reservations can be filtered by."""

    product_id: types.Id | None = None
    warehouse_id: types.Id | None = None
    lot_id: types.Id | None = None
    source_id: types.Id | None = None
    line_id: types.Id | None = None
    state: types.one_of(Reservation.State) | None = None


def load_reservation(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what a claim shows."""
    return rows.select_related("lot", "product", "warehouse")


RESERVATION = declare(
    Resource(
        model=Reservation,
        room="goods",
        name="reservation",
        plural="reservations",
        label=_("预留"),
        out=ReservationOut,
        row=ReservationRow,
        filters=ReservationFilters,
        columns={key: NAMES[key] for key in ("lot_no", "product_name", "warehouse_name")},
        ordering=("created_at",),
        scoped=False,
        searchable=False,
        load=load_reservation,
    )
)
