"""Numbers of parts and what they fit, as machines see them."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from backend.core import types
from backend.core.http.doors import Filters
from backend.service.parts.models import Fitment, PartReference


class PartReferenceIn(types.In):
    """A number somebody else gives a part."""

    id: types.Id | None = None
    product_id: types.Id
    kind: types.one_of(PartReference.Kind)
    maker: types.text(64) = ""
    number: types.text(64, minimum=1)
    note: types.text(200) = ""


class PartReferencePatch(types.In):
    """What may be corrected; absent fields stay."""

    kind: types.one_of(PartReference.Kind) = "oem"
    maker: types.text(64) = ""
    number: types.text(64, minimum=1) = "-"
    note: types.text(200) = ""


class PartReferenceRow(types.Out):
    """A number among others."""

    id: UUID
    product_id: UUID
    product_code: str
    product_name: str
    kind: str
    maker: str
    number: str
    version: int
    created_at: types.Moment


class PartReferenceOut(PartReferenceRow):
    """A number in full."""

    note: str
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_product_code(row: PartReference) -> str:
        """This will give our code."""
        return row.product.code

    @staticmethod
    def resolve_product_name(row: PartReference) -> str:
        """This will name the part."""
        return row.product.name


class PartReferenceFilters(Filters):
    """What numbers may be narrowed by."""

    product_id: UUID | None = None
    kind: types.one_of(PartReference.Kind) | None = None


class FitmentIn(types.In):
    """A part that fits a machine model, and where."""

    id: types.Id | None = None
    part_id: types.Id
    machine_id: types.Id
    position: types.text(64) = ""
    quantity: types.PositiveWeight = Decimal(1)
    note: types.text(200) = ""


class FitmentPatch(types.In):
    """What may be corrected; absent fields stay."""

    position: types.text(64) = ""
    quantity: types.PositiveWeight = Decimal(1)
    note: types.text(200) = ""


class FitmentRow(types.Out):
    """A fitment among others."""

    id: UUID
    part_id: UUID
    part_name: str
    machine_id: UUID
    machine_name: str
    position: str
    quantity: types.Weight
    version: int
    created_at: types.Moment


class FitmentOut(FitmentRow):
    """A fitment in full."""

    note: str
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_part_name(row: Fitment) -> str:
        """This will name the part."""
        return row.part.name

    @staticmethod
    def resolve_machine_name(row: Fitment) -> str:
        """This will name the machine model."""
        return row.machine.name


class FitmentFilters(Filters):
    """What fitments may be narrowed by."""

    part_id: UUID | None = None
    machine_id: UUID | None = None


class PartFindQuery(types.In):
    """A number with or without signs, a machine model, a position in it."""

    text: types.text(64) = ""
    machine_id: types.Id | None = None
    position: types.text(64) = ""


class FoundPartOut(types.Out):
    """A part, and by what it was found."""

    product_id: UUID
    code: str
    name: str
    found_by: str


class FoundPartsOut(types.Out):
    """Parts that were found."""

    items: list[FoundPartOut]


class PartSuggestQuery(types.In):
    """For which order."""

    work_order_id: types.Id


class PartSuggestionOut(types.Out):
    """A part used before for the same model and symptom: in how many orders of how many."""

    product_id: UUID
    code: str
    name: str
    orders: int
    of_orders: int
    quantity: types.Weight
    in_van: types.Weight


class PartSuggestionsOut(types.Out):
    """Parts suggested from history."""

    items: list[PartSuggestionOut]


def load_reference(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will read a number with its part."""
    return rows.select_related("product")


def load_fitment(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will read a fitment with its names."""
    return rows.select_related("part", "machine")
