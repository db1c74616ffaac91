"""The steps of a price in words."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core import money
from backend.market.pricing.calc.trace import Step

LABELS: dict[str, StrOrPromise] = {
    "fixed": _("价格表单价"),
    "benchmark": _("基准价"),
    "premium": _("升贴水"),
    "discount": _("折扣"),
    "cost": _("库存成本"),
    "markup": _("成本加成"),
    "formula": _("公式结果"),
    "fx": _("汇率"),
    "with_tax": _("换算为含税"),
    "without_tax": _("换算为不含税"),
    "unit": _("单位换算"),
    "round": _("四舍五入"),
    "round_price": _("单价取整"),
    "number": _("公式中的数值"),
    "quantity": _("数量"),
    "add": _("加"),
    "subtract": _("减"),
    "multiply": _("乘"),
    "divide": _("除"),
    "negative": _("取负"),
    "avg": _("求平均"),
    "min": _("取较小值"),
    "max": _("取较大值"),
    "clamp": _("限制在范围内"),
    "if": _("按条件取值"),
    "floor": _("底价"),
    "closed": _("定价规则（细节不公开）"),
}
SIGNS = {"set": "=", "add": "+", "multiply": "×", "divide": "÷"}


def label(step: Step) -> str:
    """This will name a step; a size or a comparison names itself."""
    return str(LABELS.get(step.label, step.label))


def sum_of(step: Step) -> str:
    """This will write a step as it is reckoned: `× 0.97`."""
    if step.op == "round":
        return _now("保留 {places} 位小数").format(places=int(step.operand))
    if step.op == "add" and step.operand == 0:
        return ""  # a note about what was chosen, not a sum
    operand = short(step.operand)
    if step.op == "add" and step.operand < 0:
        return f"− {operand[1:]}"
    return f"{SIGNS[step.op]} {operand}"


def reason(step: Step) -> str:
    """This will say where the figure of a step comes from."""
    source = step.source
    if "entry" in source:
        words = _now("价格表 {book} 第 {revision} 版第 {entry} 行").format(**source)
        return f"{words} {source['formula']}" if "formula" in source else words
    if "instrument" in source:
        return _now("{instrument} {day} 第 {version} 版").format(**source)
    if "pair" in source:
        return _now("{pair} {day} 第 {version} 版").format(**source)
    if "rate" in source:
        return _now("税率 {rate}").format(**source)
    if "of" in source:
        return "、".join(short(Decimal(figure)) for figure in source["of"])
    return " → ".join(str(source[name]) for name in ("from", "to") if name in source)


def told(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """This will give the steps for a reader: label, sum, result, reason, and their own steps."""
    return [
        {
            "kind": step.kind,
            "label": label(step),
            "op": step.op,
            "sum": sum_of(step),
            "operand": format(step.operand, "f"),
            "before": format(step.before, "f"),
            "after": format(step.after, "f"),
            "result": short(step.after),
            "reason": reason(step),
            "source": dict(step.source),
            "parts": told(step.parts),
        }
        for step in steps
    ]


def short(value: Decimal) -> str:
    """This will write a figure without empty places, of an endless one the first eight."""
    cut = value if value == value.to_integral_value() else money.price(value, places=8)
    return format(cut.normalize(), "f")
