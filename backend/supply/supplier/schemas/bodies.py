"""Types that several schemas of suppliers share."""

from typing import Annotated, Any, Literal

from pydantic import Field

from backend.core import types
from backend.goods.product.models import Product

Category = types.one_of(Product.Category)
AnyCategory: Any = Literal[("", *Product.Category.values)]
"""One category, or with empty text all of them."""
Categories = Annotated[list[Category], Field(min_length=1, max_length=14)]
Score = types.number(5, 2, minimum="0")
Points = types.number(5, 2)
TaxRate = types.number(5, 4, minimum="0")
Currency = types.matching(r"^[A-Z]{3}$", maximum=3)
Person = types.count(1, 2_147_483_647)


class SupplyBecause(types.In):
    """A verb that needs a reason."""

    reason: types.Reason


class SupplyNote(types.In):
    """A verb with an optional remark."""

    note: types.text(500) = ""


class SupplyOn(types.In):
    """A verb with its day."""

    on: types.Day
