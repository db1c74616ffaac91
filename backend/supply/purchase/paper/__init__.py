"""A purchase on paper: the contract in Chinese, and a short order in two languages."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from backend.core import capitals, printing
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.party.models import Party, PartyAddress
from backend.core.registry import resource_of
from backend.crm.contract import calc
from backend.crm.contract.paper import wording
from backend.market.quote.models import Quote as MarketQuote
from backend.supply.purchase import queries
from backend.supply.purchase.models import Purchase, PurchaseLine, PurchaseTerm
from backend.supply.purchase.paper import english

TRIGGERS = {
    "signing": "合同签订",
    "received": "买方验收货物",
    "invoice": "收到增值税专用发票",
    "final_settlement": "双方确认最终结算单",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseSide:
    """A party as its purchase names it."""

    name: str
    uscc: str
    address: str
    legal_representative: str
    phone: str
    bank: str
    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseClause:
    """A line of goods with its rules in words."""

    line: PurchaseLine
    span: str
    option: str
    band: str
    price: str
    weight: str
    rules: str
    english: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseInstalment:
    """An instalment in words, with what it comes to at the estimate."""

    seq: int
    portion: str
    trigger: str
    english: str
    amount: Decimal
    method: str


def contract_pdf(purchase: Purchase, *, actor: Actor) -> bytes:
    """This will print a purchase contract; phones and accounts as far as the actor may read."""
    return printing.render("supply/purchase/contract.html", context(purchase, actor=actor))


def order_pdf(purchase: Purchase, *, actor: Actor) -> bytes:
    """This will print the order in Chinese and English on a page or two."""
    found = context(purchase, actor=actor) | {"title": "采购订单 Purchase Order"}
    return printing.render("supply/purchase/order.html", found)


def context(purchase: Purchase, *, actor: Actor) -> dict[str, Any]:
    """This will give everything the templates show."""
    lines = [
        _clause(line)
        for line in purchase.lines.select_related("product", "warehouse", "instrument")
    ]
    calls = [c for c in lines if c.line.pricing == PurchaseLine.Pricing.CALL]
    is_yuan = purchase.currency == "CNY"
    return {
        "title": "采购合同",
        "company": purchase.buyer.name,
        "no": purchase.no,
        "on": purchase.sent_on or purchase.made_on,
        "purchase": purchase,
        "buyer": _side(purchase.buyer, None),
        "seller": _side(purchase.party, actor),
        "lines": lines,
        "calls": calls,
        "has_average": any(c.line.pricing == PurchaseLine.Pricing.AVERAGE for c in lines),
        "tonnes": sum((c.line.quantity for c in lines), Decimal(0)),
        "amount_words": capitals.rmb(purchase.amount_estimated) if is_yuan else "",
        "sign": "¥" if is_yuan else purchase.currency,
        "unit": "元" if is_yuan else purchase.currency,
        "instalments": _instalments(purchase),
        "copies_each": wording.figure(Decimal(purchase.copies) / 2),
        "is_bound": purchase.acknowledged_on is not None,
    }


def _clause(line: PurchaseLine) -> PurchaseClause:
    """The rules of the trade read the same on both sides; the words are those of a sale."""
    rule: Any = line
    is_call = line.pricing == PurchaseLine.Pricing.CALL
    return PurchaseClause(
        line=line,
        span=wording.span(rule),
        option=wording.option(rule),
        band=wording.band(rule),
        price=_in_currency(wording.price_rule(rule), line),
        weight=wording.weight_rule(rule),
        rules="".join(wording.call_rules(rule)) if is_call else "",
        english=english.price_rule(line, MarketQuote.Kind(line.quote_kind).value),
    )


def _in_currency(words: str, line: PurchaseLine) -> str:
    currency = line.purchase.currency
    return words if currency == "CNY" else words.replace("元/吨", f"{currency}/吨")


def _side(party: Party, actor: Actor | None) -> PurchaseSide:
    """Our own side is shown in full; the seller's phone and account to whom may read them."""
    places = list(party.addresses.all())
    registered = [p for p in places if p.kind == PartyAddress.Kind.REGISTERED] or places
    bank = party.banks.first()
    phone, account = party.phone, bank.account if bank else ""
    if actor is not None and actor.party_id != party.pk:
        resource = resource_of(Party)
        if not policy.readable(actor, resource, ["phone"]):
            phone = policy.mask_phone(phone) if phone else ""
        if not policy.readable(actor, resource, ["banks.account"]):
            account = policy.mask_account(account) if account else ""
    return PurchaseSide(
        name=party.name,
        uscc=party.uscc,
        address=registered[0].text if registered else "",
        legal_representative=party.legal_representative,
        phone=phone,
        bank=bank.bank if bank else "",
        account=account,
    )


def _instalments(purchase: Purchase) -> list[PurchaseInstalment]:
    """A contract shows what was agreed: instalments of the estimate, settled or not."""
    terms = list(purchase.terms.all())
    if not terms:
        return []
    amounts = calc.shares(queries.claims(terms), total=purchase.amount_estimated)
    return [
        PurchaseInstalment(
            seq=term.seq,
            portion=_portion(term),
            trigger=_trigger(term),
            english=english.trigger(term),
            amount=amount,
            method=term.method,
        )
        for term, amount in zip(terms, amounts, strict=True)
    ]


def _portion(term: PurchaseTerm) -> str:
    if term.portion == PurchaseTerm.Portion.PERCENT:
        return f"合同总额的 {wording.figure((term.percent or Decimal(0)) * 100)}%"
    return "定额" if term.portion == PurchaseTerm.Portion.AMOUNT else "余款"


def _trigger(term: PurchaseTerm) -> str:
    when = TRIGGERS[term.trigger]
    return f"{when}之日起 {term.offset_days} 日内" if term.offset_days else f"{when}当日"
