"""What may stand in a quote, checked against what was asked."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.errors import Malformed
from backend.core.events import log
from backend.goods.product.models import Product
from backend.supply.rfq.calc.cells import DEVIATION, SUBSTITUTE
from backend.supply.rfq.models import Invitation, Rfq, RfqLine, SupplierQuoteLine
from backend.supply.supplier import queries as suppliers

Pricing = SupplierQuoteLine.Pricing


def checked(
    rfq: Rfq, invitation: Invitation, header: Mapping[str, Any], lines: Sequence[Any]
) -> dict[str, Any]:
    """This will give a quote as plain values once everything in it fits what was asked."""
    _header(rfq, header)
    asked = {line.pk: line for line in rfq.lines.select_related("product")}
    seen: set[UUID] = set()
    codes = set(rfq.benchmarks.values_list("code", flat=True))
    qualities = set(rfq.penalties.values_list("code", flat=True))
    substitutes = _substitutes(lines)
    for at, row in enumerate(lines):
        line = asked.get(row.rfq_line_id)
        if line is None or row.rfq_line_id in seen:
            raise _wrong(at, "rfq_line_id", _("询价单没有这一行，或本报价中重复。"))
        seen.add(row.rfq_line_id)
        _pricing(at, row, codes)
        _amounts(at, row)
        _goods(at, row, line, qualities, substitutes)
    _require_qualified(invitation, {asked[pk].product.category for pk in seen})
    plain: dict[str, Any] = log.plain({**header, "lines": [_line(row) for row in lines]})
    return plain


def _header(rfq: Rfq, header: Mapping[str, Any]) -> None:
    if header["currency"] not in rfq.currencies:
        shown = "、".join(rfq.currencies)
        raise Malformed(errors={"currency": _("只能用这些币种报价：") + shown})
    origins = set(rfq.costs.values_list("origin", flat=True))
    if origins and "" not in origins and header["origin"] not in origins:
        shown = "、".join(sorted(origins))
        raise Malformed(errors={"origin": _("起运地须为以下之一：") + shown})


def _require_qualified(invitation: Invitation, categories: set[str]) -> None:
    on = timezone.localdate(context.now())
    for category in sorted(categories):
        suppliers.require(invitation.supplier.party_id, category=category, on=on, purpose="rfq")


def _pricing(at: int, row: Any, codes: set[str]) -> None:
    if row.pricing == Pricing.PRICE:
        if row.price <= 0:
            raise _wrong(at, "price", _("单价必须大于 0。"))
        if row.benchmark or row.formula:
            raise _wrong(at, "pricing", _("固定价不能再填基准价或公式。"))
    elif row.pricing == Pricing.PREMIUM and row.benchmark not in codes:
        raise _wrong(at, "benchmark", _("请选择询价单列出的基准价。"))
    elif row.pricing == Pricing.FORMULA:
        if not row.formula or any(part.benchmark not in codes for part in row.formula):
            raise _wrong(at, "formula", _("公式只能引用询价单列出的基准价，且至少一项。"))
        if len({part.benchmark for part in row.formula}) != len(row.formula):
            raise _wrong(at, "formula", _("同一基准价在公式中只能出现一次。"))


def _amounts(at: int, row: Any) -> None:
    starts = [step.from_quantity for step in row.breaks]
    if starts != sorted(set(starts)):
        raise _wrong(at, "breaks", _("数量阶梯须由小到大，且不能重复。"))
    if row.pricing == Pricing.PRICE and any(step.price <= 0 for step in row.breaks):
        raise _wrong(at, "breaks", _("单价必须大于 0。"))
    if row.least is not None and row.most is not None and row.least > row.most:
        raise _wrong(at, "least", _("起订量不能大于可供量。"))


def _goods(at: int, row: Any, line: RfqLine, qualities: set[str], substitutes: set[UUID]) -> None:
    if row.substitute_id is not None:
        if not line.allows_substitute:
            raise _wrong(at, "substitute_id", _("该行不接受替代品。"))
        if row.substitute_id not in substitutes or row.substitute_id == line.product_id:
            raise _wrong(at, "substitute_id", _("没有找到这个替代品，或与所询产品相同。"))
    unknown = set(row.qualities) - qualities
    if unknown:
        raise _wrong(at, "qualities", _("询价单没有这些质量代码：") + "、".join(sorted(unknown)))


def _substitutes(lines: Sequence[Any]) -> set[UUID]:
    """A supplier names a substitute by its id; the product list itself stays closed to them."""
    wanted = {row.substitute_id for row in lines if row.substitute_id is not None}
    return set(Product.objects.filter(pk__in=wanted, is_active=True).values_list("pk", flat=True))


def _line(row: Any) -> dict[str, Any]:
    terms = [{"benchmark": part.benchmark, "factor": part.factor} for part in row.formula]
    if row.pricing == Pricing.PREMIUM:
        terms = [{"benchmark": row.benchmark, "factor": "1"}]
    codes = set(row.qualities)
    codes |= {SUBSTITUTE} if row.substitute_id is not None else set()
    codes |= {DEVIATION} if row.deviation else set()
    return {
        "rfq_line_id": row.rfq_line_id,
        "pricing": row.pricing,
        "price": row.price,
        "terms": terms,
        "breaks": [
            {"from_quantity": step.from_quantity, "price": step.price} for step in row.breaks
        ],
        "least": row.least,
        "most": row.most,
        "lead_days": row.lead_days,
        "substitute_id": row.substitute_id,
        "deviation": row.deviation,
        "qualities": sorted(codes),
    }


def _wrong(at: int, field: str, sentence: Any) -> Malformed:
    return Malformed(errors={f"lines.{at}.{field}": sentence})
