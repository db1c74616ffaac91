"""A product as machines see it."""

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.party.schemas import Because
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.goods.product import actions, calc, queries
from backend.goods.product.models import Product

Dimension = types.number(14, 4, minimum="0")
Brand = types.text(64, minimum=1)
Size = types.text(20, minimum=1)
Brands = Annotated[list[Brand], Field(max_length=50)]
Dimensions = Annotated[dict[Size, Dimension], Field(max_length=8)]
Months = types.count(0, 600)
VatRate = types.number(5, 4, minimum="0")


class ProductIn(types.In):
    """What is needed to put a product into the catalogue."""

    id: types.Id | None = None
    code: types.Code
    name: types.text(120, minimum=1)
    category: types.one_of(Product.Category)
    metal: types.one_of(Product.Metal)
    grade: types.text(64) = ""
    spec: types.text(120) = ""
    temper: types.text(16) = ""
    standard: types.text(64) = ""
    unit_of_measure: types.text(8, minimum=1) = "t"
    weight_rule: types.one_of(Product.WeightRule) = Product.WeightRule.NONE.value
    dimensions: Dimensions = {}
    density: types.number(8, 4, above="0") | None = None
    brands: Brands = []
    tracks_lots: types.Flag = True
    tracking: types.one_of(Product.Tracking) = Product.Tracking.LOT.value
    warranty_months: Months = 0
    warranty_from: types.one_of(Product.WarrantyFrom) = Product.WarrantyFrom.DELIVERY.value
    warranty_cap_months: Months | None = None
    costing: Literal["", "fifo", "average", "specific"] = ""
    vat_rate: VatRate = Decimal("0.13")
    note: types.text(500) = ""


class ProductPatch(types.In):
    """The facts of a product that may be corrected; absent fields stay."""

    name: types.text(120, minimum=1) = ""
    grade: types.text(64) = ""
    spec: types.text(120) = ""
    temper: types.text(16) = ""
    standard: types.text(64) = ""
    weight_rule: types.one_of(Product.WeightRule) = Product.WeightRule.NONE.value
    dimensions: Dimensions = {}
    density: types.number(8, 4, above="0") | None = None
    brands: Brands = []
    warranty_months: Months = 0
    warranty_from: types.one_of(Product.WarrantyFrom) = Product.WarrantyFrom.DELIVERY.value
    warranty_cap_months: Months | None = None
    vat_rate: VatRate = Decimal("0.13")
    note: types.text(500) = ""


class ProductRow(types.Out):
    """A product in a list."""

    id: UUID
    code: str
    name: str
    category: str
    metal: str
    grade: str
    spec: str
    unit_of_measure: str
    brands: list[str]
    is_active: bool
    version: int
    created_at: types.Moment


class ProductOut(ProductRow):
    """A product in full; `piece_kg` is what one piece ought to weigh."""

    temper: str
    standard: str
    weight_rule: str
    dimensions: dict[str, str]
    density: types.number(8, 4) | None
    tracks_lots: bool
    tracking: str
    is_counted: bool
    warranty_months: int
    warranty_from: str
    warranty_cap_months: int | None
    costing: str
    vat_rate: VatRate
    piece_kg: types.number(14, 3)
    note: str
    updated_at: types.Moment

    @staticmethod
    def resolve_piece_kg(product: Any) -> Any:
        """This will work out the theoretical weight of one piece, rounded once."""
        kg = queries.piece_kg(product.weight_rule, product.dimensions, product.density)
        return calc.rounded(kg)


class ProductFilters(Filters):
    """What products can be filtered by."""

    category: types.one_of(Product.Category) | None = None
    metal: types.one_of(Product.Metal) | None = None
    grade: types.text(64) | None = None
    brand: types.text(64) | None = None
    is_active: types.Flag | None = None


PRODUCT = declare(
    Resource(
        model=Product,
        room="goods",
        name="product",
        plural="products",
        label=_("产品"),
        out=ProductOut,
        row=ProductRow,
        create=Verb(actions.create, _("新建"), ProductIn),
        change=Verb(actions.change, _("修改"), ProductPatch),
        verbs={
            "retire": Verb(
                actions.retire,
                _("停用"),
                Because,
                states=ALWAYS,
                when=lambda product: product.is_active,
                danger=True,
            ),
            "restore": Verb(
                actions.restore,
                _("恢复使用"),
                Because,
                states=ALWAYS,
                when=lambda product: not product.is_active,
                permission="goods.retire_product",
            ),
        },
        filters=ProductFilters,
        filter_paths={"brand": lambda brand: Q(brands__contains=[brand])},
        ordering=("created_at", "code", "name_pinyin"),
        scoped=False,
    )
)
