"""Exchanges of assays as machines see them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.goods.quality.actions import assays as actions
from backend.goods.quality.flow import AssayState
from backend.goods.quality.models import Assay, AssayElement
from backend.goods.quality.schemas.common import QualityBecause

Figure = types.number(18, 6)
Limit = types.number(18, 6, minimum="0")


class AssayElementBody(types.In):
    """An element, its places, and how far two assays of it may lie apart."""

    element: types.text(32, minimum=1)
    unit_name: types.text(16) = "%"
    places: types.count(0, 6) = 2
    limit: Limit


class AssayIn(types.In):
    """An exchange over a joint sample."""

    id: types.Id | None = None
    on: types.Day
    seller_id: types.Id
    buyer_id: types.Id
    lot_id: types.Id | None = None
    document: types.text(64) = ""
    document_id: types.Id | None = None
    rule: types.one_of(Assay.Rule) = "mean_nearer"
    umpire_lab: types.text(120) = ""
    seal_no: types.text(64) = ""
    elements: Annotated[list[AssayElementBody], Field(min_length=1, max_length=40)]


class AssayValueBody(types.In):
    """The value of one element."""

    element: types.text(32, minimum=1)
    value: Figure


AssayValues = Annotated[list[AssayValueBody], Field(min_length=1, max_length=40)]


class AssayGive(types.In):
    """One side's assay, every element once."""

    at: types.Moment
    side: Literal["seller", "buyer"]
    values: AssayValues


class AssayDecide(types.In):
    """The umpire's values of what was open, and what he costs."""

    on: types.Day
    lab: types.text(120, minimum=2)
    cost: types.MoneyNotNegative = Decimal(0)
    values: AssayValues


class AssayElementOut(types.Out):
    """One element; neither side's value is shown before both are in."""

    id: UUID
    seq: int
    element: str
    unit_name: str
    places: int
    limit: Limit
    seller_value: Figure | None
    buyer_value: Figure | None
    umpire_value: Figure | None
    result: Figure | None
    how: str
    loser: str

    @staticmethod
    def resolve_seller_value(row: AssayElement) -> Decimal | None:
        """This will give the seller's value once both are in."""
        return row.seller_value if row.buyer_value is not None else None

    @staticmethod
    def resolve_buyer_value(row: AssayElement) -> Decimal | None:
        """This will give the buyer's value once both are in."""
        return row.buyer_value if row.seller_value is not None else None


class AssayRow(types.Out):
    """An exchange in a list."""

    id: UUID
    no: str
    state: str
    seller_id: UUID
    seller_name: str
    buyer_id: UUID
    buyer_name: str
    lot_id: UUID | None
    lot_no: str | None
    source_no: str
    rule: str
    sampled_on: date
    seller_at: types.Moment | None
    buyer_at: types.Moment | None
    umpire_on: date | None
    version: int
    created_at: types.Moment


class AssayOut(AssayRow):
    """An exchange in full."""

    source_code: str
    source_id: UUID | None
    umpire_lab: str
    seal_no: str
    umpire_cost: types.Money | None
    seller_pays: types.Money | None
    buyer_pays: types.Money | None
    elements: list[AssayElementOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_seller_name(assay: Assay) -> str:
        """This will give the seller."""
        return assay.seller.name

    @staticmethod
    def resolve_buyer_name(assay: Assay) -> str:
        """This will give the buyer."""
        return assay.buyer.name

    @staticmethod
    def resolve_lot_no(assay: Assay) -> str | None:
        """This will give the lot's number."""
        return assay.lot.no if assay.lot is not None else None

    @staticmethod
    def resolve_elements(assay: Assay) -> Any:
        """This will give the elements in their order."""
        return list(assay.elements.all())


class AssayFilters(Filters):
    """What exchanges can be filtered by."""

    state: types.one_of(AssayState) | None = None
    seller_id: types.Id | None = None
    buyer_id: types.Id | None = None
    lot_id: types.Id | None = None
    source_id: types.Id | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("seller", "buyer", "lot").prefetch_related("elements")


ASSAY = declare(
    Resource(
        model=Assay,
        room="goods",
        name="assay",
        plural="assays",
        label=_("化验交换"),
        out=AssayOut,
        row=AssayRow,
        create=Verb(actions.create_assay, _("新建化验交换"), AssayIn),
        verbs={
            "give": Verb(
                actions.give_assay, _("提交化验值"), AssayGive, states=frozenset({AssayState.OPEN})
            ),
            "decide": Verb(actions.decide_assay, _("录入仲裁值"), AssayDecide),
            "void": Verb(actions.void_assay, _("作废"), QualityBecause, danger=True),
        },
        filters=AssayFilters,
        columns={
            "seller_name": "seller__name",
            "buyer_name": "buyer__name",
            "lot_no": "lot__no",
        },
        ordering=("created_at", "sampled_on"),
        sensitive={
            "umpire_cost": policy.mask_all,
            "seller_pays": policy.mask_all,
            "buyer_pays": policy.mask_all,
        },
        load=load,
    )
)
