"""What a product's rules say about weight."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import weight
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.goods.product import calc
from backend.goods.product.models import Product

Rule = Product.WeightRule

# The dimensions a rule needs, as the arguments of its sum; the first is the subject.
DIMENSIONS: dict[str, tuple[str, ...]] = {
    Rule.NONE: (),
    Rule.PER_PIECE: ("each_kg",),
    Rule.SHEET: ("thickness", "width", "length"),
    Rule.ROUND_BAR: ("diameter", "length"),
    Rule.SQUARE_BAR: ("side", "length"),
    Rule.HEXAGON_BAR: ("across_flats", "length"),
    Rule.TUBE: ("outer", "wall", "length"),
    Rule.RECTANGULAR_TUBE: ("width", "height", "wall", "length"),
    Rule.PROFILE: ("per_metre", "length"),
    Rule.COIL: ("outer", "inner", "width", "fill"),
}
SUMS: dict[str, Callable[..., Decimal]] = {
    Rule.SHEET: calc.sheet,
    Rule.ROUND_BAR: calc.round_bar,
    Rule.SQUARE_BAR: calc.square_bar,
    Rule.HEXAGON_BAR: calc.hexagon_bar,
    Rule.TUBE: calc.tube,
    Rule.RECTANGULAR_TUBE: calc.rectangular_tube,
    Rule.PROFILE: calc.profile,
    Rule.COIL: calc.coil,
}
WITHOUT_DENSITY = frozenset({Rule.NONE, Rule.PER_PIECE, Rule.PROFILE})


def piece_kg(rule: str, dimensions: Mapping[str, Any], density: Decimal | None) -> Decimal:
    """This will return the unrounded kilograms of one piece; 0 when no rule says.

    Raises KeyError for a missing dimension and ImpossibleShape for an impossible one.
    """
    sizes = {name: Decimal(str(dimensions[name])) for name in DIMENSIONS[rule]}
    if rule == Rule.NONE:
        return Decimal(0)
    if rule == Rule.PER_PIECE:
        return sizes["each_kg"]
    subject, *rest = DIMENSIONS[rule]
    arguments = {name: sizes[name] for name in rest}
    if rule not in WITHOUT_DENSITY:
        arguments["density"] = density or Decimal(0)
    return SUMS[rule](sizes[subject], **arguments)


def theoretical_weight(product: Product, *, pieces: int) -> Decimal:
    """This will return what pieces of a product ought to weigh, in tonnes rounded once."""
    each = piece_kg(product.weight_rule, product.dimensions, product.density)
    return weight.tonnes_of(calc.pieces(each, count=pieces))


def not_whole(product: Product, quantity: Decimal) -> str:
    """This will say that counted goods come in whole numbers; nothing when all is well."""
    if not product.is_counted or quantity == quantity.to_integral_value():
        return ""
    said = _("{product} 按{unit}计数，数量必须是整数")
    return str(said.format(product=product.name, unit=product.unit_of_measure))


def require_whole(product: Product, quantity: Decimal, *, field: str) -> None:
    """This will refuse a fraction of goods that are counted."""
    if said := not_whole(product, quantity):
        raise Malformed(errors={field: said})


def in_use(product_id: UUID, *, actor: Actor, field: str = "product_id") -> Product:
    """This will read a product for a new paper; one out of sight or retired is named by field."""
    found = documents.refer(Product, product_id, actor=actor, field=field)
    if found is None or not found.is_active:
        raise Malformed(errors={field: _("该产品已停用")})
    return found
