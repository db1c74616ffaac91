"""Words for codes of the comparison: flags, taxes, steps."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.market.pricing.calc.trace import Op, Step
from backend.supply.rfq.models.asking import CostKind

FLAGS: Mapping[str, StrOrPromise] = {
    "below_minimum": _("低于起订量"),
    "short": _("供货不足"),
    "expired": _("报价过期"),
    "substitute": _("替代品"),
    "deviation": _("有偏离"),
}
TAXED: Mapping[str, StrOrPromise] = {"incl": _("含税"), "excl": _("不含税")}
STEPS: Mapping[str, StrOrPromise] = {
    "quoted": _("报价"),
    "break": _("阶梯价"),
    "without_tax": _("换算为不含税"),
    "fx": _("按汇率日汇率换算"),
    "tonnes": _("数量（吨）"),
    "round": _("四舍五入（小数位）"),
    "finance": _("资金成本"),
    "risk": _("评分风险"),
    "substitute": _("替代品"),
    "deviation": _("技术偏离"),
    "goods": _("货款"),
    "rate": _("比例"),
    "days": _("与基准账期相差天数"),
    "day_count": _("计息年天数"),
    "points_missing": _("距满分"),
    "of_points": _("满分"),
    "factor": _("系数"),
    "per_tonne": _("每吨费用"),
    "value": _("到货价值"),
    "price": _("货款"),
    "cover": _("保险加成"),
    "with_duty": _("含关税"),
    **{value: label for value, label in CostKind.choices},
}
SIGNS = {Op.SET: "=", Op.ADD: "+", Op.MULTIPLY: "×", Op.DIVIDE: "÷", Op.ROUND: "≈"}


class Told(NamedTuple):
    """A step as people read it."""

    depth: int
    title: StrOrPromise
    detail: str
    sign: str
    operand: str
    after: str


def steps(found: Iterable[Step], names: Mapping[str, str], *, depth: int = 0) -> list[Told]:
    """This will put the steps of a cell into words, what explains a step below it.

    A rounding that changed nothing is left out.
    """
    told: list[Told] = []
    for step in found:
        if step.op == Op.ROUND and step.before == step.after:
            continue
        told.append(
            Told(
                depth,
                names.get(step.label) or STEPS.get(step.label, step.label),
                _detail(step),
                SIGNS[Op(step.op)],
                figure(step.operand),
                figure(step.after),
            )
        )
        told += steps(step.parts, names, depth=depth + 1)
    return told


def figure(value: Decimal) -> str:
    """This will write a figure with its thousands grouped, without idle zeros, at most 8 places."""
    whole, _point, rest = f"{round(value, 8):,f}".partition(".")
    rest = rest.rstrip("0")
    return f"{whole}.{rest}" if rest else whole


def _detail(step: Step) -> str:
    found = (step.source.get(name) for name in ("currency", "term", "origin", "quote"))
    return " · ".join(str(one) for one in found if one)


def joined(parts: Sequence[Any]) -> str:
    """This will join words for one cell."""
    return "；".join(str(part) for part in parts if part)
