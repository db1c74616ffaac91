"""What people do with a product."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import search
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed
from backend.core.events import log
from backend.goods.product import queries
from backend.goods.product.calc import DENSITIES, ImpossibleShape
from backend.goods.product.models import Product

log.declare(
    "goods.product.created",
    "goods.product.changed",
    "goods.product.retired",
    "goods.product.restored",
)


class CodeTaken(Duplicate):
    """A product with this code exists."""

    sentence = _("该产品编码已存在。")


documents.explains("goods_product_code_once", CodeTaken())
documents.explains("goods_product_no", CodeTaken())
documents.explains(
    "goods_product_vat_rate", Malformed(errors={"vat_rate": _("税率必须小于 1，例如 0.13")})
)


@documents.verb
def create(*, actor: Actor, id: UUID | None, **facts: Any) -> Product:
    """This will put a product into the catalogue; its density defaults to its grade's."""
    product = Product(**facts)
    if id is not None:
        product.id = id
    if product.density is None:
        product.density = DENSITIES.get(product.grade)
    _settle(product)
    return documents.add(
        product,
        actor=actor,
        event="goods.product.created",
        permission="goods.create_product",
    )


@documents.verb
def change(product_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Product:
    """This will correct facts of a product; goods already weighed keep their weights."""
    product = documents.lock(Product, product_id, actor=actor, permission="goods.change_product")
    for name, value in changes.items():
        setattr(product, name, value)
    _settle(product)
    return documents.save(product, actor=actor, event="goods.product.changed")


@documents.verb
def retire(product_id: UUID, *, actor: Actor, reason: str) -> Product:
    """This will take a product out of new papers; what lies in stock stays."""
    return _switch(product_id, actor, is_active=False, event="retired", reason=reason)


@documents.verb
def restore(product_id: UUID, *, actor: Actor, reason: str) -> Product:
    """This will offer a retired product again."""
    return _switch(product_id, actor, is_active=True, event="restored", reason=reason)


def _switch(product_id: UUID, actor: Actor, *, is_active: bool, event: str, reason: str) -> Product:
    product = documents.lock(Product, product_id, actor=actor, permission="goods.retire_product")
    product.is_active = is_active
    return documents.save(product, actor=actor, event=f"goods.product.{event}", reason=reason)


def _settle(product: Product) -> None:
    """Bring what follows from other columns in line, and refuse a shape that cannot be."""
    product.no = product.code
    product.name_pinyin = search.pinyin_key(product.name)
    product.brands = list(dict.fromkeys(product.brands))
    product.dimensions = {name: _plain(v) for name, v in product.dimensions.items()}
    _require_rules(product)
    needed = queries.DIMENSIONS[product.weight_rule]
    missing = [name for name in needed if name not in product.dimensions]
    foreign = [name for name in product.dimensions if name not in needed]
    if missing or foreign:
        raise Malformed(
            errors={
                "dimensions": _("该理计规则需要且只需要：{names}").format(names=", ".join(needed))
            }
        )
    try:
        queries.piece_kg(product.weight_rule, product.dimensions, product.density)
    except ImpossibleShape:
        raise Malformed(
            errors={"dimensions": _("尺寸或密度不可能：必须大于零，壁厚不能超过外径的一半")}
        ) from None


def _require_rules(product: Product) -> None:
    errors = {}
    if product.tracking == Product.Tracking.SERIAL and not product.is_counted:
        errors["tracking"] = _("按序列号追溯的产品须以 台、件、个、套 等计数单位计量")
    is_capped = product.warranty_from == Product.WarrantyFrom.EARLIEST
    if is_capped and product.warranty_cap_months is None:
        errors["warranty_cap_months"] = _("请填写签收后质保上限（月）")
    if errors:
        raise Malformed(errors=errors)


def _plain(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)
