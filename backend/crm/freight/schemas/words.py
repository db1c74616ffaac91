"""The steps of freight and of a trade term in words a person reads."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.core.types import plain
from backend.crm.freight.models import CostElement, FreightSurcharge
from backend.market.pricing.calc.trace import Op, Step

WORDS = {
    "net_back": gettext_lazy("净回值（每吨）"),
    "tonnes": gettext_lazy("吨数"),
    "containers": gettext_lazy("柜数"),
    "bills": gettext_lazy("提单数"),
    "fx": gettext_lazy("汇率"),
    "round": gettext_lazy("四舍五入（小数位）"),
    "value": gettext_lazy("到岸货值"),
    "price": gettext_lazy("本术语价格"),
    "cover": gettext_lazy("投保加成"),
    "with_duty": gettext_lazy("加计关税"),
    "rate": gettext_lazy("费率"),
    "taken_off": gettext_lazy("扣除"),
    "per_tonne": gettext_lazy("每吨"),
    "per_container": gettext_lazy("每柜"),
    "per_bill": gettext_lazy("每票"),
    "per_lump": gettext_lazy("每票"),
    "per_percent": gettext_lazy("比例"),
    "per_tonne_km": gettext_lazy("每吨公里"),
    "per_trip": gettext_lazy("每车次"),
    "chargeable": gettext_lazy("计费吨数"),
    "km": gettext_lazy("公里"),
    "minimum": gettext_lazy("不足最低收费，按最低收费"),
    "carriage": gettext_lazy("运费"),
    "start": gettext_lazy("起始"),
    **{kind.value: kind.label for kind in CostElement.Kind},
    **{f"surcharge.{kind.value}": kind.label for kind in FreightSurcharge.Kind},
}
SIGNS = {Op.SET: "", Op.ADD: "＋", Op.MULTIPLY: "×", Op.DIVIDE: "÷", Op.ROUND: "≈"}


def say(step: Step) -> str:
    """This will say what a step did: `＋ 主运费 3700.00 → 617977.53`."""
    word = WORDS.get(f"{step.kind}.{step.label}") or WORDS.get(step.label) or step.label
    sign, operand, after = SIGNS[Op(step.op)], short(step.operand), short(step.after)
    if step.op == Op.SET:
        return f"{word} {operand}"
    return _("{sign} {word} {operand} → {after}").format(
        sign=sign, word=word, operand=operand, after=after
    )


def short(value: Any) -> str:
    """This will write a figure with six places at most and no idle zeros."""
    text = plain(round(value, 6))
    return text.rstrip("0").rstrip(".") if "." in text else text


def told(steps: tuple[Step, ...]) -> list[dict[str, Any]]:
    """This will write steps with their words, figures as exact text, parts below."""
    return [
        {
            "kind": step.kind,
            "label": step.label,
            "op": step.op,
            "operand": plain(step.operand),
            "before": plain(step.before),
            "after": plain(step.after),
            "text": say(step),
            "source": dict(step.source),
            "parts": told(step.parts),
        }
        for step in steps
    ]
