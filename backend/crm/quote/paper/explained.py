"""How every price of a quote came about, step by step, for our own people."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from backend.core import money, printing
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.registry import permit, resource_of
from backend.crm.quote.calc import chains
from backend.crm.quote.models import Quote, QuoteCharge, QuoteCost, QuoteLine
from backend.market.pricing.calc import trace
from backend.market.pricing.calc.trace import Step
from backend.market.quote.models import Quote as MarketQuote

EXPLAIN = permit("crm.view_quote_costs")
"""Who may read how prices came about; what goods cost is still a closed field of its own."""
SIGNS = {"set": "=", "add": "+", "multiply": "×", "divide": "÷", "round": "≈"}
SHOWN = 6

TITLES: dict[str, StrOrPromise] = {
    "hand": gettext_lazy("手工填写"),
    "benchmark": gettext_lazy("基准行情"),
    "premium": gettext_lazy("升贴水"),
    "discount": gettext_lazy("折扣"),
    "tax_out": gettext_lazy("去除增值税"),
    "tax_in": gettext_lazy("加上增值税"),
    "fx": gettext_lazy("汇率折算"),
    "spread": gettext_lazy("分摊到每吨"),
    "per_tonne": gettext_lazy("每吨费率"),
    "markup": gettext_lazy("加成"),
    "cost_share": gettext_lazy("按成本比例"),
    "round": gettext_lazy("四舍五入"),
    "round_price": gettext_lazy("四舍五入"),
    "closed_base": gettext_lazy("基础价（成本构成不公开）"),
    "fixed": gettext_lazy("价格表单价"),
    "formula": gettext_lazy("价格表公式"),
    "quantity": gettext_lazy("数量"),
    "tonnes": gettext_lazy("吨数"),
    "containers": gettext_lazy("箱数"),
    "bills": gettext_lazy("票数"),
    "per_bill": gettext_lazy("整票费用"),
    "per_container": gettext_lazy("每箱费用"),
    "cover": gettext_lazy("投保加成 110%"),
    "value": gettext_lazy("到岸价值"),
    "price": gettext_lazy("价格"),
    "rate": gettext_lazy("费率"),
    "with_duty": gettext_lazy("含关税价值"),
    "unit": gettext_lazy("单位换算"),
    "number": gettext_lazy("数值"),
}


@dataclass(frozen=True)
class Told:
    """One step in words; `depth` 1 and more explain the figure of the step above."""

    depth: int
    kind: str
    title: str
    detail: str
    op: str
    operand: str
    before: str
    after: str

    @property
    def sign(self) -> str:
        """The sign people calculate with."""
        return SIGNS.get(self.op, self.op)

    @property
    def shown_operand(self) -> str:
        """The figure of the step, short enough to read."""
        if self.op == "round":
            return _("{places} 位小数").format(places=self.operand)
        return short(self.operand)

    @property
    def shown_after(self) -> str:
        """The figure after the step, short enough to read."""
        return short(self.after)


@dataclass(frozen=True)
class ToldLine:
    """A line's price and its steps; some may be cut."""

    line: QuoteLine
    is_whole: bool
    steps: tuple[Told, ...]

    @property
    def seq(self) -> int:
        """The number of the line."""
        return self.line.seq

    @property
    def product_name(self) -> str:
        """What is offered."""
        return str(self.line.product.name)

    @property
    def quantity(self) -> Decimal:
        """How much is offered."""
        return self.line.quantity

    @property
    def price(self) -> Decimal:
        """What it costs."""
        return self.line.provisional_price

    @property
    def amount(self) -> Decimal:
        """What all of it costs."""
        return self.line.amount_estimated


def explain(quote: Quote, *, actor: Actor) -> list[ToldLine]:
    """This will put every step of every line into words, cut where it tells what goods cost."""
    may = policy.readable(actor, resource_of(Quote), ["costs"])
    found = []
    for line in quote.lines.select_related("product", "instrument"):
        steps = trace.read(line.trace)
        shown = steps if may else chains.opened(steps)
        found.append(ToldLine(line, shown == steps, tuple(_told(shown, 0))))
    return found


def explanation_pdf(quote: Quote, *, actor: Actor) -> bytes:
    """This will print how every price came about, for our own people."""
    return printing.render("crm/quote/explanation.html", explanation(quote, actor=actor))


def explanation(quote: Quote, *, actor: Actor) -> dict[str, Any]:
    """This will give everything the explanation shows."""
    lines = explain(quote, actor=actor)
    paper = _without_repeats(lines)
    return {
        "title": _("价格说明"),
        "company": quote.seller.name,
        "no": quote.no,
        "on": quote.priced_on,
        "quote": quote,
        "lines": lines,
        "paper": paper,
        "is_whole": all(line.is_whole for line in lines),
        "summed": money.total(line.amount for line in lines),
    }


def _without_repeats(lines: list[ToldLine]) -> list[ToldLine]:
    """What was explained at an earlier line is not printed again."""
    seen: dict[tuple[str, str], int] = {}
    found = []
    for line in lines:
        kept: list[Told] = []
        is_known = False
        for step in line.steps:
            if step.depth == 0:
                key = (step.kind, step.operand)
                is_known = step.op == "add" and seen.setdefault(key, line.seq) != line.seq
                detail = _("见第 {line} 行").format(line=seen[key]) if is_known else step.detail
                kept.append(replace(step, detail=detail))
            elif not is_known:
                kept.append(step)
        found.append(replace(line, steps=tuple(kept)))
    return found


def short(text: str) -> str:
    """This will cut a long figure for reading, with a mark where digits were left out."""
    value = Decimal(text)
    cut = money.price(value, places=SHOWN)
    mark = "" if cut == value else "…"
    whole, _point, places = f"{cut:,f}".partition(".")
    places = places.rstrip("0")
    return (f"{whole}.{places}" if places else whole) + mark


def _told(steps: tuple[Step, ...], depth: int) -> Iterator[Told]:
    for step in steps:
        yield Told(
            depth,
            step.kind,
            _title(step),
            _detail(step),
            step.op,
            format(step.operand, "f"),
            format(step.before, "f"),
            format(step.after, "f"),
        )
        yield from _told(step.parts, depth + 1)


def _title(step: Step) -> str:
    if step.kind == "cost" and step.source.get("cost") in QuoteCost.Kind.values:
        return _("成本：{kind}").format(kind=QuoteCost.Kind(str(step.source["cost"])).label)
    for word in (step.label, step.kind):
        if word in TITLES:
            return str(TITLES[word])
        if word in QuoteCharge.Kind.values:
            return str(QuoteCharge.Kind(word).label)
    return step.label or step.kind


def _detail(step: Step) -> str:
    told = step.source
    say = _DETAILS.get(step.kind, _note)
    return say(told)


def _by_hand(told: Mapping[str, Any]) -> str:
    why = told.get("why") or _("未说明理由")
    return _("{by}，{on}，理由：{why}").format(
        by=told.get("by", ""), on=told.get("on", ""), why=why
    )


def _of_market(told: Mapping[str, Any]) -> str:
    day = told.get("on") or told.get("day", "")
    kind = str(told.get("price") or told.get("quote_kind", ""))
    if kind in MarketQuote.Kind.values:
        kind = str(MarketQuote.Kind(kind).label)
    return f"{told.get('instrument', '')} {kind} {day}".strip()


def _of_rate(told: Mapping[str, Any]) -> str:
    day = told.get("on") or told.get("day", "")
    return f"{told.get('pair') or told.get('currency', '')} {day}".strip()


def _of_share(told: Mapping[str, Any]) -> str:
    share = told.get("percent") or told.get("rate")
    return f"{Decimal(str(share)) * 100:.4f}".rstrip("0").rstrip(".") + "%" if share else ""


def _note(told: Mapping[str, Any]) -> str:
    words = [told.get("note"), told.get("book"), told.get("book_name"), told.get("card_no")]
    return " ".join(str(word) for word in words if word)


_DETAILS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "hand": _by_hand,
    "benchmark": _of_market,
    "fx": _of_rate,
    "discount": _of_share,
    "tax": _of_share,
}
