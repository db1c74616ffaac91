"""Lots, movements, balances and reservations as machines see them."""

from typing import Annotated, Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.goods.stock import actions, queries
from backend.goods.stock.flow import State
from backend.goods.stock.models import Balance, Lot, Reservation, StockMove

OPEN = frozenset({State.OPEN.value})


class LotIn(types.In):
    """What is needed to take goods into stock by hand."""

    id: types.Id | None = None
    at: types.Moment
    product_id: types.Id
    warehouse_id: types.Id
    owner_party_id: types.Id
    weight: types.PositiveWeight
    pieces: types.Count = 0
    theoretical: types.WeightNotNegative | None = None
    unit_cost: types.PriceNotNegative | None = None
    price_state: types.one_of(Lot.PriceState) = Lot.PriceState.PRICED.value
    brand: types.text(64) = ""
    grade: types.text(64) = ""
    spec: types.text(120) = ""
    heat: types.text(64) = ""
    origin: types.text(64) = ""
    mill: types.text(120) = ""
    their_no: types.text(64) = ""
    certificate: types.text(64) = ""
    produced_on: types.Day | None = None
    note: types.text(500) = ""


class Hold(types.In):
    """Tonnes in one warehouse to be held or let go, and why."""

    warehouse_id: types.Id
    weight: types.PositiveWeight
    reason: types.Reason


class Transfer(types.In):
    """From where to where; pieces not given follow the weight."""

    at: types.Moment
    from_warehouse_id: types.Id
    to_warehouse_id: types.Id
    weight: types.PositiveWeight
    pieces: types.Count | None = None
    reason: types.Reason


class Adjust(types.In):
    """What a count found more (+) or fewer (-)."""

    at: types.Moment
    warehouse_id: types.Id
    weight: types.Weight
    pieces: types.count(-1_000_000) = 0
    reason: types.Reason


class SplitPart(types.In):
    """One new lot."""

    pieces: types.Count = 0
    weight: types.PositiveWeight
    heat: types.text(64) = ""


class Split(types.In):
    """The parts; they must add up to the lot."""

    at: types.Moment
    parts: Annotated[list[SplitPart], Field(min_length=2, max_length=200)]


class Merge(types.In):
    """The lots to be poured together with this one."""

    at: types.Moment
    others: Annotated[list[types.Id], Field(min_length=1, max_length=50)]


class SetPrice(types.In):
    """The final price per tonne, excluding VAT."""

    at: types.Moment
    unit_cost: types.PriceNotNegative
    reason: types.Reason


class LotRow(types.Out):
    """A lot in a list."""

    id: UUID
    no: str
    state: str
    product_id: UUID
    product_code: str
    product_name: str
    brand: str
    grade: str
    spec: str
    heat: str
    owner_party_id: UUID
    owner_party_name: str
    received_at: types.Moment
    pieces: int
    actual: types.Weight
    price_state: str
    unit_cost: types.Price | None
    version: int
    created_at: types.Moment


class PlaceOut(types.Out):
    """What is left of a lot in one warehouse."""

    warehouse_id: UUID
    warehouse_name: str
    pieces: int
    theoretical: types.Weight
    actual: types.Weight
    reserved: types.Weight
    pledged: types.Weight
    frozen: types.Weight
    available: types.Weight


class KinOut(types.Out):
    """A lot this one came from or became."""

    lot_id: UUID
    no: str
    kind: str
    weight: types.Weight


class LotOut(LotRow):
    """A lot in full."""

    theoretical: types.Weight
    origin: str
    mill: str
    their_no: str
    certificate: str
    produced_on: types.Day | None
    note: str
    balances: list[PlaceOut]
    parents: list[KinOut]
    children: list[KinOut]
    updated_at: types.Moment

    @staticmethod
    def resolve_product_code(lot: Any) -> Any:
        """This will give the product's code."""
        return lot.product.code

    @staticmethod
    def resolve_product_name(lot: Any) -> Any:
        """This will give the product's name."""
        return lot.product.name

    @staticmethod
    def resolve_owner_party_name(lot: Any) -> Any:
        """This will name whose goods they are."""
        return lot.owner_party.name

    @staticmethod
    def resolve_balances(lot: Any) -> Any:
        """This will read where the rest of it lies."""
        columns = ("warehouse_id", "pieces", "theoretical", "actual")
        claims = ("reserved", "pledged", "frozen")
        rows = lot.balances.filter(Q(actual__gt=0) | Q(pieces__gt=0)).order_by("id")
        return list(
            rows.values(
                *columns,
                *claims,
                warehouse_name=F("warehouse__name"),
                available=queries.FREE,
            )
        )

    @staticmethod
    def resolve_parents(lot: Any) -> Any:
        """This will read where it came from."""
        return queries.genealogy(lot)["parents"]

    @staticmethod
    def resolve_children(lot: Any) -> Any:
        """This will read what became of it."""
        return queries.genealogy(lot)["children"]


class LotFilters(Filters):
    """What lots can be filtered by."""

    product_id: types.Id | None = None
    owner_party_id: types.Id | None = None
    warehouse_id: types.Id | None = None
    state: types.one_of(State) | None = None
    brand: types.text(64) | None = None
    heat: types.text(64) | None = None
    price_state: types.one_of(Lot.PriceState) | None = None
    in_stock: types.Flag | None = None


def there(is_there: bool) -> Q:
    """This will find lots of which something is left, or nothing."""
    rows = Balance.objects.filter(actual__gt=0).values("lot_id")
    return Q(pk__in=rows) if is_there else ~Q(pk__in=rows)


def lies_in(warehouse_id: UUID) -> Q:
    """This will find lots of which something lies in a warehouse."""
    rows = Balance.objects.filter(actual__gt=0, warehouse_id=warehouse_id)
    return Q(pk__in=rows.values("lot_id"))


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("product", "owner_party")


LOT = declare(
    Resource(
        model=Lot,
        room="goods",
        name="lot",
        plural="lots",
        label=_("批次"),
        out=LotOut,
        row=LotRow,
        create=Verb(actions.create, _("入库"), LotIn),
        verbs={
            "freeze": Verb(actions.freeze, _("冻结"), Hold, states=OPEN, danger=True),
            "unfreeze": Verb(
                actions.unfreeze, _("解冻"), Hold, states=OPEN, permission="goods.freeze_lot"
            ),
            "pledge": Verb(actions.pledge, _("质押"), Hold, states=OPEN, danger=True),
            "unpledge": Verb(
                actions.unpledge, _("解押"), Hold, states=OPEN, permission="goods.pledge_lot"
            ),
            "transfer": Verb(actions.transfer, _("调拨"), Transfer, states=OPEN),
            "adjust": Verb(actions.adjust, _("盘点调整"), Adjust, states=OPEN, danger=True),
            "split": Verb(actions.split, _("拆分"), Split),
            "merge": Verb(actions.merge, _("合并"), Merge),
            "price": Verb(
                actions.price,
                _("定价"),
                SetPrice,
                states=OPEN,
                when=lambda lot: lot.unit_cost is not None,
            ),
        },
        filters=LotFilters,
        filter_paths={"in_stock": there, "warehouse_id": lies_in},
        columns={
            "product_code": "product__code",
            "product_name": "product__name",
            "owner_party_name": "owner_party__name",
        },
        ordering=("created_at", "received_at"),
        sensitive={"unit_cost": policy.mask_all},
        scoped=False,
        load=load,
    )
)


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


class Because(types.In):
    """A verb that needs a moment and a reason."""

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
                Because,
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

    resolve_lot_no = MoveOut.resolve_lot_no
    resolve_product_name = MoveOut.resolve_product_name
    resolve_warehouse_name = MoveOut.resolve_warehouse_name


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
