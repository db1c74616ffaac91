"""A quote on paper: what, how much, at which price rule, until when."""

from decimal import Decimal
from typing import Any

from backend.core import capitals, printing
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.party.models import Party
from backend.core.registry import resource_of
from backend.crm.customer import queries as customers
from backend.crm.quote import queries
from backend.crm.quote.flow import State
from backend.crm.quote.models import Quote, QuoteLine, QuoteTerm

SIDES = {"buyer": "买方", "seller": "卖方"}
KINDS = {"settle": "结算价", "weighted": "加权平均价", "close": "收盘价", "mean": "均价"}
TRIGGERS = {
    "signing": "合同签署之日起",
    "before_release": "每批货物提货之前",
    "delivered": "货物发出之日起",
    "signed": "买方签收货物之日起",
    "invoice": "收到增值税专用发票之日起",
    "final_settlement": "双方确认最终结算单之日起",
}
BINDING = {State.APPROVED, State.SENT, State.ACCEPTED, State.CONTRACTED}


def quote_pdf(quote: Quote, *, actor: Actor) -> bytes:
    """This will print a quote; the customer's phone as far as the actor may read it."""
    return printing.render("crm/quote/quote.html", context(quote, actor=actor))


def context(quote: Quote, *, actor: Actor) -> dict[str, Any]:
    """This will give everything the template shows."""
    lines = list(quote.lines.select_related("product", "instrument"))
    return {
        "title": "报价单",
        "company": quote.seller.name,
        "no": quote.no,
        "on": quote.made_on,
        "quote": quote,
        "phone": _phone(quote.party, actor),
        "bank": quote.seller.banks.first(),
        "lines": [
            {"line": line, "tolerance": tolerance(line), "price": price_rule(line)}
            for line in lines
        ],
        "tonnes": sum((line.quantity for line in lines), Decimal(0)),
        "is_firm": all(line.pricing == QuoteLine.Pricing.FIXED for line in lines),
        "amount_words": capitals.rmb(quote.amount_estimated) if quote.currency == "CNY" else "",
        "instalments": [
            {"term": term, "words": portion(term), "when": when(term), "amount": amount}
            for term, amount in queries.instalments(quote)
        ],
        "requirements": customers.printed_requirements(quote.party_id, paper="quote"),
        "is_binding": quote.state in BINDING,
    }


def figure(value: Decimal) -> str:
    """This will write a number with separators and no needless zeros."""
    whole, _point, places = f"{value:,f}".partition(".")
    places = places.rstrip("0")
    return f"{whole}.{places}" if places else whole


def tolerance(line: QuoteLine) -> str:
    """This will say how much more or less may be delivered and whose choice that is."""
    more, less = figure(line.tolerance_more * 100), figure(line.tolerance_less * 100)
    if more == less == "0":
        return "不允许溢短装"
    span = f"±{more}%" if more == less else f"+{more}% / -{less}%"
    return f"{span}（{SIDES[line.tolerance_option]}选择）"


def price_rule(line: QuoteLine) -> str:
    """This will say in words how a line's price comes about."""
    if line.pricing == QuoteLine.Pricing.FIXED:
        return f"固定价，含税单价 {figure(line.provisional_price)} 元/吨"
    sign = "加" if line.premium >= 0 else "减"
    source = f"{line.instrument.name if line.instrument else ''}{KINDS.get(line.quote_kind, '')}"
    span = f"{line.window_start:%Y-%m-%d} 至 {line.window_end:%Y-%m-%d}"
    rule = (
        f"{SIDES[line.pricer]}点价，点价期 {span}，以点价日{source}"
        if line.pricing == QuoteLine.Pricing.CALL
        else f"均价，按 {span} {source}的算术平均价"
    )
    tail = f"（暂按 {line.provisional_on:%Y-%m-%d} 价格计）" if line.provisional_on else ""
    return f"{rule}{sign} {figure(abs(line.premium))} 元/吨{tail}"


def portion(term: QuoteTerm) -> str:
    """This will say how an instalment is found."""
    if term.percent is not None:
        return f"总额的 {figure(term.percent * 100)}%"
    return "定额" if term.amount is not None else "余款"


def when(term: QuoteTerm) -> str:
    """This will say when an instalment is due."""
    words = TRIGGERS[term.trigger]
    if term.trigger == QuoteTerm.Trigger.BEFORE_RELEASE:
        return words
    return f"{words} {term.offset_days} 日内" if term.offset_days else words.removesuffix("之日起")


def _phone(party: Party, actor: Actor) -> str:
    if policy.readable(actor, resource_of(Party), ["phone"]):
        return party.phone
    return policy.mask_phone(party.phone) if party.phone else ""
