"""Checklists and service prices as machines see them."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.service.workorder.models import ChecklistTemplate, ServiceRate, WorkOrder
from backend.service.workorder.models.checklist import CheckKind

Limit = types.number(18, 4)


class ChecklistItemBody(types.In):
    """One row of a list."""

    kind: types.one_of(CheckKind)
    label: types.text(200, minimum=1)
    is_mandatory: types.Flag = True
    minimum: Limit | None = None
    maximum: Limit | None = None
    unit_name: types.text(16) = ""
    options: Annotated[list[types.text(64, minimum=1)], Field(max_length=30)] = []
    meter_name: types.text(64) = ""


Items = Annotated[list[ChecklistItemBody], Field(min_length=1, max_length=200)]


class ChecklistTemplateIn(types.In):
    """What is needed for a list; without a product it serves any."""

    id: types.Id | None = None
    code: types.Code
    name: types.text(120, minimum=1)
    kind: types.one_of(WorkOrder.Kind)
    product_id: types.Id | None = None
    items: Items


class ChecklistTemplatePatch(types.In):
    """What may be changed of a list; absent fields stay."""

    name: types.text(120, minimum=1) = "-"
    kind: types.one_of(WorkOrder.Kind) = "repair"
    product_id: types.Id | None = None
    is_active: types.Flag = True
    items: Items = []


class ChecklistItemOut(types.Out):
    """One row of a list."""

    seq: int
    kind: str
    label: str
    is_mandatory: bool
    minimum: Limit | None
    maximum: Limit | None
    unit_name: str
    options: list[str]
    meter_name: str


class ChecklistTemplateRow(types.Out):
    """A list among others."""

    id: UUID
    code: str
    name: str
    kind: str
    product_id: UUID | None
    product_name: str | None
    is_active: bool
    version: int
    created_at: types.Moment


class ChecklistTemplateOut(ChecklistTemplateRow):
    """A list with its rows."""

    items: list[ChecklistItemOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_product_name(template: ChecklistTemplate) -> str | None:
        """This will name the product it is for."""
        return None if template.product is None else template.product.name


class ChecklistTemplateFilters(Filters):
    """What lists may be narrowed by."""

    kind: types.one_of(WorkOrder.Kind) | None = None
    product_id: UUID | None = None
    is_active: bool | None = None


class ServiceRateIn(types.In):
    """A price, VAT included, from a day on."""

    id: types.Id | None = None
    kind: types.one_of(ServiceRate.Kind)
    product_id: types.Id | None = None
    price: types.PriceNotNegative
    step_minutes: types.count(1, 480) = 1
    vat_rate: types.number(5, 4, minimum="0") = Decimal("0.06")
    valid_from: types.Day
    note: types.text(200) = ""


class ServiceRatePatch(types.In):
    """What may be corrected of a price; absent fields stay."""

    price: types.PriceNotNegative = Decimal(0)
    step_minutes: types.count(1, 480) = 1
    vat_rate: types.number(5, 4, minimum="0") = Decimal("0.06")
    note: types.text(200) = ""


class ServiceRateRow(types.Out):
    """A price among others."""

    id: UUID
    kind: str
    product_id: UUID | None
    product_name: str | None
    price: types.Price
    step_minutes: int
    vat_rate: types.Ratio
    valid_from: types.Day
    version: int
    created_at: types.Moment


class ServiceRateOut(ServiceRateRow):
    """A price in full."""

    note: str
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_product_name(rate: ServiceRate) -> str | None:
        """This will name the part it is for."""
        return None if rate.product is None else rate.product.name


class ServiceRateFilters(Filters):
    """What prices may be narrowed by."""

    kind: types.one_of(ServiceRate.Kind) | None = None
    product_id: UUID | None = None


def load_template(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will read a list with its rows."""
    return rows.select_related("product").prefetch_related("items")


def load_rate(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will read a price with its part."""
    return rows.select_related("product")
