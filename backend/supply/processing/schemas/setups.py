"""What is written about mills and bills of processing."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from backend.core import types
from backend.supply.processing.models.setup import Capability, FeeBasis, ScrapPolicy

Rates = 50
Element = types.matching(r"^[A-Z][a-z]?$", maximum=8)


class ProcessorRateBody(types.In):
    """A mill's terms for one kind of work; without a product for all of that work."""

    capability: types.one_of(Capability)
    product_id: types.Id | None = None
    std_yield: types.Ratio
    std_loss: types.Ratio = Decimal(0)
    allowed_extra: types.Ratio = Decimal(0)
    fee_basis: types.one_of(FeeBasis) = "output"
    fee_price: types.PriceNotNegative
    fee_minimum: types.MoneyNotNegative = Decimal(0)


class ProcessorIn(types.In):
    """What is needed to register a mill."""

    id: types.Id | None = None
    on: types.Day
    party_id: types.Id
    warehouse_id: types.Id
    capabilities: Annotated[list[types.one_of(Capability)], Field(max_length=7)] = []
    monthly_capacity: types.WeightNotNegative | None = None
    scrap_policy: types.one_of(ScrapPolicy) = "returned"
    allows_swap: types.Flag = False
    max_at_risk: types.MoneyNotNegative | None = None
    guarantee: types.text(200) = ""
    note: types.text(500) = ""
    rates: Annotated[list[ProcessorRateBody], Field(max_length=Rates)] = []


class ProcessorPatch(types.In):
    """What may be corrected of a mill; absent fields stay."""

    warehouse_id: types.Id = UUID(int=0)
    capabilities: Annotated[list[types.one_of(Capability)], Field(max_length=7)] = []
    monthly_capacity: types.WeightNotNegative | None = None
    scrap_policy: types.one_of(ScrapPolicy) = "returned"
    allows_swap: types.Flag = False
    max_at_risk: types.MoneyNotNegative | None = None
    guarantee: types.text(200) = ""
    is_active: types.Flag = True
    note: types.text(500) = ""
    rates: Annotated[list[ProcessorRateBody], Field(max_length=Rates)] = []


class BomInputBody(types.In):
    """A material and its share of the charge."""

    product_id: types.Id
    share: types.Ratio


class BomByproductBody(types.In):
    """What comes beside the output: per tonne put in, whose, and what a tonne counts as worth."""

    product_id: types.Id
    per_input: types.Ratio = Decimal(0)
    policy: types.one_of(ScrapPolicy) = "returned"
    unit_value: types.PriceNotNegative = Decimal(0)


class BomElementBody(types.In):
    """An element's share of a material, and the share of it that may be lost."""

    product_id: types.Id
    element: Element
    content: types.Ratio
    allowance: types.Ratio = Decimal(0)


class BomIn(types.In):
    """What is needed to write a bill of processing."""

    id: types.Id | None = None
    on: types.Day
    product_id: types.Id
    processor_id: types.Id | None = None
    capability: types.one_of(Capability)
    std_yield: types.Ratio
    std_loss: types.Ratio = Decimal(0)
    allowed_extra: types.Ratio = Decimal(0)
    metal_share: types.Ratio = Decimal(1)
    note: types.text(500) = ""
    inputs: Annotated[list[BomInputBody], Field(min_length=1, max_length=20)]
    byproducts: Annotated[list[BomByproductBody], Field(max_length=20)] = []
    elements: Annotated[list[BomElementBody], Field(max_length=200)] = []


class BomPatch(types.In):
    """What may be corrected of a draft; absent fields stay."""

    std_yield: types.Ratio = Decimal(0)
    std_loss: types.Ratio = Decimal(0)
    allowed_extra: types.Ratio = Decimal(0)
    metal_share: types.Ratio = Decimal(1)
    note: types.text(500) = ""
    inputs: Annotated[list[BomInputBody], Field(min_length=1, max_length=20)] = []
    byproducts: Annotated[list[BomByproductBody], Field(max_length=20)] = []
    elements: Annotated[list[BomElementBody], Field(max_length=200)] = []
