"""Inspection plans as machines see them."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.goods.quality import actions
from backend.goods.quality.models import Characteristic, InspectionPlan, Occasion
from backend.goods.quality.models.plan import Aql

Reading = types.number(18, 6)


class CharacteristicBody(types.In):
    """One thing found out; a number has limits, both ends inside, a text may be asked for."""

    name: types.text(64, minimum=1)
    kind: types.one_of(Characteristic.Kind) = "number"
    method: types.text(120) = ""
    instrument: types.text(120) = ""
    unit_name: types.text(16) = ""
    places: types.count(0, 6) = 3
    nominal: Reading | None = None
    lower: Reading | None = None
    upper: Reading | None = None
    wanted: types.text(120) = ""
    level: types.one_of(Characteristic.Level) = "major"


Characteristics = Annotated[list[CharacteristicBody], Field(max_length=60)]


class InspectionPlanIn(types.In):
    """What a product is measured for on an occasion, in force from a day on."""

    id: types.Id | None = None
    on: types.Day
    product_id: types.Id
    occasion: types.one_of(Occasion) = "incoming"
    name: types.text(120, minimum=1)
    sampling: types.one_of(InspectionPlan.Sampling) = "fixed"
    samples: types.count(1, 1_000) = 1
    aql: types.one_of(Aql) | None = None
    skip_after: types.count(1, 30) = 5
    skip_every: types.count(2, 30) = 2
    is_document_required: types.Flag = False
    note: types.text(500) = ""
    characteristics: Characteristics = []


class InspectionPlanPatch(types.In):
    """What may change; characteristics given make a new edition."""

    name: types.text(120, minimum=1) = ""
    sampling: types.one_of(InspectionPlan.Sampling) = "fixed"
    samples: types.count(1, 1_000) = 1
    aql: types.one_of(Aql) | None = None
    skip_after: types.count(1, 30) = 5
    skip_every: types.count(2, 30) = 2
    is_document_required: types.Flag = False
    is_active: types.Flag = True
    note: types.text(500) = ""
    characteristics: Characteristics = []


class CharacteristicOut(types.Out):
    """One thing measured."""

    id: UUID
    edition: int
    seq: int
    name: str
    kind: str
    method: str
    instrument: str
    unit_name: str
    places: int
    nominal: Reading | None
    lower: Reading | None
    upper: Reading | None
    wanted: str
    level: str


class InspectionPlanRow(types.Out):
    """A plan in a list."""

    id: UUID
    no: str
    product_id: UUID
    product_name: str
    occasion: str
    name: str
    valid_from: date
    sampling: str
    samples: int
    aql: str
    is_document_required: bool
    is_active: bool
    version: int
    created_at: types.Moment


class InspectionPlanOut(InspectionPlanRow):
    """A plan in full, with the characteristics in force."""

    skip_after: int
    skip_every: int
    note: str
    characteristics: list[CharacteristicOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_product_name(plan: InspectionPlan) -> str:
        """This will give the product's name."""
        return plan.product.name

    @staticmethod
    def resolve_characteristics(plan: InspectionPlan) -> list[Characteristic]:
        """This will give the newest edition."""
        rows = list(plan.characteristics.all())
        last = max((row.edition for row in rows), default=1)
        return [row for row in rows if row.edition == last]


class InspectionPlanFilters(Filters):
    """What plans can be filtered by."""

    product_id: types.Id | None = None
    occasion: types.one_of(Occasion) | None = None
    is_active: types.Flag | None = None


def load_plan(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("product").prefetch_related("characteristics")


INSPECTION_PLAN = declare(
    Resource(
        model=InspectionPlan,
        room="goods",
        name="inspection_plan",
        plural="inspection-plans",
        label=_("检验方案"),
        out=InspectionPlanOut,
        row=InspectionPlanRow,
        create=Verb(actions.create_plan, _("新建检验方案"), InspectionPlanIn),
        change=Verb(actions.change_plan, _("修改"), InspectionPlanPatch, states=ALWAYS),
        filters=InspectionPlanFilters,
        columns={"product_name": "product__name"},
        load=load_plan,
    )
)
