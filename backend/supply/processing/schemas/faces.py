"""Mills and bills of processing as machines see them."""

from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from backend.core import types, weight
from backend.core.http.doors import Filters
from backend.supply.processing.flow import BomState
from backend.supply.processing.models import (
    Bom,
    BomByproduct,
    BomElement,
    BomInput,
    Processor,
    ProcessorRate,
)
from backend.supply.processing.models.setup import Capability


class ProcessorRateOut(types.Out):
    """A mill's standard terms for one kind of work."""

    id: UUID
    capability: str
    product_id: UUID | None
    product_name: str
    std_yield: types.Ratio
    std_loss: types.Ratio
    allowed_extra: types.Ratio
    fee_basis: str
    fee_price: types.Price
    fee_minimum: types.Money

    @staticmethod
    def resolve_product_name(row: ProcessorRate) -> str:
        """This will give the product's name; none means all of that work."""
        return row.product.name if row.product else ""


class ProcessorRow(types.Out):
    """A mill in a list."""

    id: UUID
    no: str
    party_id: UUID
    party_name: str
    warehouse_id: UUID
    warehouse_name: str
    capabilities: list[str]
    scrap_policy: str
    allows_swap: bool
    is_active: bool
    version: int
    created_at: types.Moment


class ProcessorOut(ProcessorRow):
    """A mill in full."""

    monthly_capacity: types.Weight | None
    max_at_risk: types.Money | None
    guarantee: str
    note: str
    rates: list[ProcessorRateOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_party_name(row: Processor) -> str:
        """This will give the mill's name."""
        return row.party.name

    @staticmethod
    def resolve_warehouse_name(row: Processor) -> str:
        """This will give its place's name."""
        return row.warehouse.name

    @staticmethod
    def resolve_rates(row: Processor) -> list[ProcessorRate]:
        """This will read the terms."""
        return list(row.rates.all())


class ProcessorFilters(Filters):
    """What mills can be filtered by."""

    party_id: types.Id | None = None
    capability: types.one_of(Capability) | None = None
    is_active: types.Flag | None = None


class BomInputOut(types.Out):
    """A material: its share and what a tonne of output takes of it."""

    id: UUID
    product_id: UUID
    product_name: str
    share: types.Ratio
    per_output: types.number(14, 6)

    @staticmethod
    def resolve_product_name(row: BomInput) -> str:
        """This will give the product's name."""
        return row.product.name

    @staticmethod
    def resolve_per_output(row: BomInput) -> Decimal:
        """This will tell how many tonnes one tonne of output takes at the standard yield."""
        return weight.measured(row.share * row.bom.metal_share / row.bom.std_yield, places=6)


class BomByproductOut(types.Out):
    """What comes beside the output."""

    id: UUID
    product_id: UUID
    product_name: str
    per_input: types.Ratio
    policy: str
    unit_value: types.Price | None

    @staticmethod
    def resolve_product_name(row: BomByproduct) -> str:
        """This will give the product's name."""
        return row.product.name


class BomElementOut(types.Out):
    """An element's share of a material."""

    id: UUID
    product_id: UUID
    product_name: str
    element: str
    content: types.Ratio
    allowance: types.Ratio

    @staticmethod
    def resolve_product_name(row: BomElement) -> str:
        """This will give the product's name."""
        return row.product.name


class BomRow(types.Out):
    """A bill in a list."""

    id: UUID
    no: str
    state: str
    product_id: UUID
    product_name: str
    processor_id: UUID | None
    revision: int
    capability: str
    std_yield: types.Ratio
    std_loss: types.Ratio
    allowed_extra: types.Ratio
    version: int
    created_at: types.Moment


class BomOut(BomRow):
    """A bill in full."""

    metal_share: types.Ratio
    note: str
    inputs: list[BomInputOut]
    byproducts: list[BomByproductOut]
    elements: list[BomElementOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_product_name(row: Bom) -> str:
        """This will give the output's name."""
        return row.product.name

    @staticmethod
    def resolve_inputs(row: Bom) -> list[BomInput]:
        """This will read the materials."""
        return list(row.inputs.all())

    @staticmethod
    def resolve_byproducts(row: Bom) -> list[BomByproduct]:
        """This will read what comes beside."""
        return list(row.byproducts.all())

    @staticmethod
    def resolve_elements(row: Bom) -> list[BomElement]:
        """This will read the contents."""
        return list(row.elements.all())


class BomFilters(Filters):
    """What bills can be filtered by."""

    state: types.one_of(BomState) | None = None
    product_id: types.Id | None = None
    processor_id: types.Id | None = None
    capability: types.one_of(Capability) | None = None


def load_processor(rows: QuerySet[Processor]) -> QuerySet[Processor]:
    """This will fetch what a mill's detail shows."""
    rates = ProcessorRate.objects.select_related("product").order_by("capability", "id")
    return rows.select_related("party", "warehouse").prefetch_related(Prefetch("rates", rates))


def load_bom(rows: QuerySet[Bom]) -> QuerySet[Bom]:
    """This will fetch what a bill's detail shows."""
    return rows.select_related("product").prefetch_related(
        Prefetch("inputs", BomInput.objects.select_related("product", "bom").order_by("id")),
        Prefetch("byproducts", BomByproduct.objects.select_related("product").order_by("id")),
        Prefetch("elements", BomElement.objects.select_related("product").order_by("id")),
    )
