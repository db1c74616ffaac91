"""Inspections as machines see them."""

from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.goods.quality import actions
from backend.goods.quality.flow import InspectionState
from backend.goods.quality.models import Characteristic, Inspection, Occasion
from backend.goods.quality.schemas.common import QualityAt, QualityAtBecause
from backend.goods.quality.schemas.plans import CharacteristicOut, Reading


class InspectionIn(types.In):
    """Goods brought to a gate by hand: a lot, or those of a paper by its code and id."""

    id: types.Id | None = None
    at: types.Moment
    occasion: types.one_of(Occasion)
    product_id: types.Id
    lot_id: types.Id | None = None
    party_id: types.Id | None = None
    document: types.text(64) = ""
    document_id: types.Id | None = None
    weight: types.PositiveWeight
    pieces: types.count(0, 1_000_000) = 0


class InspectionValueBody(types.In):
    """One finding of one sample: a number, or a text; whether it conforms is yes or no."""

    characteristic_id: types.Id
    sample: types.count(1, 1_000_000)
    value: Reading | None = None
    text: types.text(120) = ""


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
    read: Reading | None
    value: Reading | None
    text: str
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
    occasion: str
    source_code: str
    source_id: UUID | None
    source_no: str
    line_id: UUID | None
    plan_id: UUID
    party_id: UUID | None
    party_name: str | None
    product_id: UUID
    product_name: str
    lot_id: UUID | None
    lot_no: str | None
    samples: int
    accept_up_to: int
    weight: types.Weight
    pieces: int
    rejected: types.Weight
    rejected_pieces: int
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
    def resolve_party_name(inspection: Inspection) -> str | None:
        """This will give who delivered."""
        return inspection.party.name if inspection.party is not None else None

    @staticmethod
    def resolve_lot_no(inspection: Inspection) -> str | None:
        """This will give the lot's number."""
        return inspection.lot.no if inspection.lot is not None else None

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
    occasion: types.one_of(Occasion) | None = None
    source_id: types.Id | None = None
    lot_id: types.Id | None = None
    party_id: types.Id | None = None
    product_id: types.Id | None = None


def load_inspection(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("party", "product", "plan", "lot").prefetch_related(
        "plan__characteristics", "values__characteristic"
    )


INSPECTION = declare(
    Resource(
        model=Inspection,
        room="goods",
        name="inspection",
        plural="inspections",
        label=_("检验单"),
        out=InspectionOut,
        row=InspectionRow,
        create=Verb(actions.create_inspection, _("送检"), InspectionIn),
        verbs={
            "measure": Verb(actions.measure_inspection, _("录入检测值"), InspectionMeasure),
            "accept": Verb(actions.accept_inspection, _("判为合格"), QualityAt),
            "concede": Verb(actions.concede_inspection, _("让步接收"), QualityAtBecause),
            "reject": Verb(actions.reject_inspection, _("拒收"), InspectionReject, danger=True),
        },
        filters=InspectionFilters,
        columns={
            "party_name": "party__name",
            "lot_no": "lot__no",
            "product_name": "product__name",
        },
        load=load_inspection,
    )
)
