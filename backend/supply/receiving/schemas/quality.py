"""Inspection plans and inspections as machines see them."""

from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.supply.receiving import actions
from backend.supply.receiving.flow import InspectionState
from backend.supply.receiving.models import Characteristic, Inspection, InspectionPlan
from backend.supply.receiving.schemas.common import ReceivingAt, ReceivingAtBecause

Reading = types.number(18, 6)


class CharacteristicBody(types.In):
    """One thing measured and its limits, both ends inside."""

    name: types.text(64, minimum=1)
    method: types.text(120) = ""
    unit_name: types.text(16) = ""
    places: types.count(0, 6) = 3
    lower: Reading | None = None
    upper: Reading | None = None
    level: types.one_of(Characteristic.Level) = "major"


Characteristics = Annotated[list[CharacteristicBody], Field(max_length=60)]


class InspectionPlanIn(types.In):
    """What incoming goods of a product are measured for."""

    id: types.Id | None = None
    on: types.Day
    product_id: types.Id
    name: types.text(120, minimum=1)
    sampling: types.one_of(InspectionPlan.Sampling) = "fixed"
    samples: types.count(1, 1_000) = 1
    is_document_required: types.Flag = False
    note: types.text(500) = ""
    characteristics: Characteristics = []


class InspectionPlanPatch(types.In):
    """What may change; characteristics given make a new edition."""

    name: types.text(120, minimum=1) = ""
    sampling: types.one_of(InspectionPlan.Sampling) = "fixed"
    samples: types.count(1, 1_000) = 1
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
    method: str
    unit_name: str
    places: int
    lower: Reading | None
    upper: Reading | None
    level: str


class InspectionPlanRow(types.Out):
    """A plan in a list."""

    id: UUID
    no: str
    product_id: UUID
    product_name: str
    name: str
    sampling: str
    samples: int
    is_document_required: bool
    is_active: bool
    version: int
    created_at: types.Moment


class InspectionPlanOut(InspectionPlanRow):
    """A plan in full, with the characteristics in force."""

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
    is_active: types.Flag | None = None


def load_plan(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("product").prefetch_related("characteristics")


INSPECTION_PLAN = declare(
    Resource(
        model=InspectionPlan,
        room="supply",
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


class InspectionValueBody(types.In):
    """One reading of one sample."""

    characteristic_id: types.Id
    sample: types.count(1, 1_000_000)
    value: Reading


class InspectionMeasure(types.In):
    """Every sample of every characteristic once."""

    at: types.Moment
    values: Annotated[list[InspectionValueBody], Field(min_length=1, max_length=5_000)]


class InspectionReject(types.In):
    """How much is refused; without a weight all of it."""

    at: types.Moment
    rejected: types.PositiveWeight | None = None
    rejected_pieces: types.count(0, 1_000_000) = 0
    reason: types.Reason


class InspectionValueOut(types.Out):
    """One value, as read and as rounded."""

    id: UUID
    characteristic_id: UUID
    characteristic: str
    take: int
    sample: int
    read: Reading
    value: Reading
    is_within: bool

    @staticmethod
    def resolve_characteristic(value: Any) -> Any:
        """This will name what was measured."""
        return value.characteristic.name


class InspectionRow(types.Out):
    """An inspection in a list."""

    id: UUID
    no: str
    state: str
    receipt_id: UUID
    receipt_no: str
    line_id: UUID
    plan_id: UUID
    party_id: UUID
    party_name: str
    product_id: UUID
    product_name: str
    samples: int
    weight: types.Weight
    rejected: types.Weight
    measured_at: types.Moment | None
    decided_at: types.Moment | None
    version: int
    created_at: types.Moment


class InspectionOut(InspectionRow):
    """An inspection in full."""

    take: int
    decision: str
    measured_by_id: int | None
    decided_by_id: int | None
    characteristics: list[CharacteristicOut]
    values: list[InspectionValueOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_receipt_id(inspection: Inspection) -> UUID:
        """This will give the receipt."""
        return inspection.line.receipt_id

    @staticmethod
    def resolve_receipt_no(inspection: Inspection) -> str:
        """This will give the receipt's number."""
        return inspection.line.receipt.no

    @staticmethod
    def resolve_party_name(inspection: Inspection) -> str:
        """This will give who delivered."""
        return inspection.party.name

    @staticmethod
    def resolve_product_name(inspection: Inspection) -> str:
        """This will give the product's name."""
        return inspection.product.name

    @staticmethod
    def resolve_characteristics(inspection: Inspection) -> list[Characteristic]:
        """This will give what is to be measured, as the plan said when the goods came."""
        rows = inspection.plan.characteristics.all()
        return [row for row in rows if row.edition == inspection.edition]

    @staticmethod
    def resolve_values(inspection: Inspection) -> Any:
        """This will give every reading, the newest take first."""
        rows = inspection.values.all()
        return sorted(rows, key=lambda v: (-v.take, v.characteristic.seq, v.sample))


class InspectionFilters(Filters):
    """What inspections can be filtered by."""

    state: types.one_of(InspectionState) | None = None
    receipt_id: types.Id | None = None
    party_id: types.Id | None = None
    product_id: types.Id | None = None


def load_inspection(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("line__receipt", "party", "product", "plan").prefetch_related(
        "plan__characteristics", "values__characteristic"
    )


INSPECTION = declare(
    Resource(
        model=Inspection,
        room="supply",
        name="inspection",
        plural="inspections",
        label=_("来料检验"),
        out=InspectionOut,
        row=InspectionRow,
        verbs={
            "measure": Verb(actions.measure_inspection, _("录入检测值"), InspectionMeasure),
            "accept": Verb(actions.accept_inspection, _("判为合格"), ReceivingAt),
            "concede": Verb(actions.concede_inspection, _("让步接收"), ReceivingAtBecause),
            "reject": Verb(actions.reject_inspection, _("拒收"), InspectionReject, danger=True),
        },
        filters=InspectionFilters,
        columns={
            "receipt_id": "line__receipt_id",
            "receipt_no": "line__receipt__no",
            "party_name": "party__name",
            "product_name": "product__name",
        },
        filter_paths={"receipt_id": "line__receipt_id"},
        load=load_inspection,
    )
)
