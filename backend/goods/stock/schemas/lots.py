"""Lots as machines see them."""

from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.goods.stock import actions, queries
from backend.goods.stock.flow import State
from backend.goods.stock.models import Balance, Clearance, Lot
from backend.goods.stock.schemas.inputs import (
    Adjust,
    Clear,
    Hold,
    LotIn,
    Merge,
    PutInBin,
    SetPrice,
    Split,
    Transfer,
)

OPEN = frozenset({State.OPEN.value})


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
    quality: str
    tax_basis: str
    unit_cost: types.Price | None
    landed_cost: types.Money | None
    version: int
    created_at: types.Moment


class PlaceOut(types.Out):
    """What is left of a lot in one warehouse."""

    warehouse_id: UUID
    warehouse_name: str
    bin_id: UUID | None
    bin_code: str | None
    pieces: int
    theoretical: types.Weight
    actual: types.Weight
    reserved: types.Weight
    pledged: types.Weight
    frozen: types.Weight
    receipted: types.Weight
    available: types.Weight


class KinOut(types.Out):
    """A lot this one came from or became."""

    lot_id: UUID
    no: str
    kind: str
    weight: types.Weight


class ClearanceOut(types.Out):
    """How a bonded lot came through customs."""

    at: types.Moment
    customs_no: str
    from_warehouse_id: UUID
    to_warehouse_id: UUID
    weight: types.Weight
    cost_duty: types.Money | None
    cost_vat: types.Money | None


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
    clearances: list[ClearanceOut]
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
        columns = ("warehouse_id", "bin_id", "pieces", "theoretical", "actual")
        claims = ("reserved", "pledged", "frozen", "receipted")
        rows = lot.balances.filter(Q(actual__gt=0) | Q(pieces__gt=0)).order_by("id")
        return list(
            rows.values(
                *columns,
                *claims,
                warehouse_name=F("warehouse__name"),
                bin_code=F("bin__code"),
                available=queries.AVAILABLE,
            )
        )

    @staticmethod
    def resolve_clearances(lot: Any) -> Any:
        """This will read how it came through customs, if it did."""
        return list(Clearance.objects.filter(lot=lot))

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
    bin_id: types.Id | None = None
    state: types.one_of(State) | None = None
    brand: types.text(64) | None = None
    heat: types.text(64) | None = None
    price_state: types.one_of(Lot.PriceState) | None = None
    quality: types.one_of(Lot.Quality) | None = None
    tax_basis: types.one_of(Lot.TaxBasis) | None = None
    in_stock: types.Flag | None = None


def there(is_there: bool) -> Q:
    """This will find lots of which something is left, or nothing."""
    rows = Balance.objects.filter(actual__gt=0).values("lot_id")
    return Q(pk__in=rows) if is_there else ~Q(pk__in=rows)


def lies_in(warehouse_id: UUID) -> Q:
    """This will find lots of which something lies in a warehouse."""
    rows = Balance.objects.filter(actual__gt=0, warehouse_id=warehouse_id)
    return Q(pk__in=rows.values("lot_id"))


def lies_in_bin(bin_id: UUID) -> Q:
    """This will find lots of which something lies in a bin."""
    return Q(pk__in=Balance.objects.filter(actual__gt=0, bin_id=bin_id).values("lot_id"))


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
            "put_in_bin": Verb(actions.put_in_bin, _("放入库位"), PutInBin, states=OPEN),
            "clear": Verb(
                actions.clear,
                _("保税清关"),
                Clear,
                states=OPEN,
                when=lambda lot: lot.tax_basis == Lot.TaxBasis.BONDED,
                danger=True,
            ),
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
        filter_paths={"in_stock": there, "warehouse_id": lies_in, "bin_id": lies_in_bin},
        columns={
            "product_code": "product__code",
            "product_name": "product__name",
            "owner_party_name": "owner_party__name",
        },
        ordering=("created_at", "received_at"),
        sensitive=dict.fromkeys(
            ("unit_cost", "landed_cost", "clearances.cost_duty", "clearances.cost_vat"),
            policy.mask_all,
        ),
        scoped=False,
        load=load,
    )
)
