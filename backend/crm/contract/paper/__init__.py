"""The contract on paper: every clause of the trade, the price rules in words (rulebook i.1)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from backend.core import capitals, printing
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.party.models import Party, PartyAddress
from backend.core.registry import resource_of
from backend.crm.contract import queries
from backend.crm.contract.models import Contract, ContractLine, PaymentTerm
from backend.crm.contract.paper.wording import (
    band,
    call_rules,
    figure,
    option,
    price_rule,
    span,
    total,
    trigger_words,
    weight_rule,
)
from backend.crm.customer import queries as customers


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A party as its contract names it."""

    name: str
    uscc: str
    address: str
    legal_representative: str
    phone: str
    bank: str
    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A line of goods with its rules in words."""

    line: ContractLine
    span: str
    option: str
    band: str
    price: str
    weight: str
    rules: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """An instalment in words, with what it comes to at the estimate."""

    seq: int
    portion: str
    trigger: str
    amount: Decimal
    method: str


def contract_pdf(contract: Contract, *, actor: Actor) -> bytes:
    """This will print a contract; the buyer's phone and account as far as the actor may read."""
    return printing.render("crm/contract/contract.html", context(contract, actor=actor))


def context(contract: Contract, *, actor: Actor) -> dict[str, Any]:
    """This will give everything the template shows."""
    lines = [
        _clause(line)
        for line in contract.lines.select_related("product", "warehouse", "instrument")
    ]
    calls = [c for c in lines if c.line.pricing == ContractLine.Pricing.CALL]
    return {
        "title": "销售合同",
        "company": contract.seller.name,
        "no": contract.no,
        "on": contract.signed_on or contract.made_on,
        "contract": contract,
        "buyer": _side(contract.party, actor),
        "seller": _side(contract.seller, None),
        "lines": lines,
        "calls": calls,
        "has_average": any(c.line.pricing == ContractLine.Pricing.AVERAGE for c in lines),
        "total": total(c.line for c in lines),
        "amount_words": capitals.rmb(contract.amount_estimated),
        "instalments": _instalments(contract),
        "people": [
            {**one, "side_label": "买方" if one["side"] == "buyer" else "卖方"}
            for one in contract.authorised
        ],
        "requirements": customers.printed_requirements(
            contract.party_id,
            paper="contract",
            products=[clause.line.product_id for clause in lines],
        ),
        "copies_each": figure(Decimal(contract.copies) / 2),
        "is_bound": contract.signed_on is not None,
    }


def _clause(line: ContractLine) -> Clause:
    is_call = line.pricing == ContractLine.Pricing.CALL
    return Clause(
        line=line,
        span=span(line),
        option=option(line),
        band=band(line),
        price=price_rule(line),
        weight=weight_rule(line),
        rules="".join(call_rules(line)) if is_call else "",
    )


def _side(party: Party, actor: Actor | None) -> Side:
    """Our own side is shown in full: its account is where the buyer pays."""
    places = list(party.addresses.all())
    registered = [p for p in places if p.kind == PartyAddress.Kind.REGISTERED] or places
    bank = party.banks.first()
    phone, account = party.phone, bank.account if bank else ""
    if actor is not None:
        resource = resource_of(Party)
        if not policy.readable(actor, resource, ["phone"]):
            phone = policy.mask_phone(phone) if phone else ""
        if not policy.readable(actor, resource, ["banks.account"]):
            account = policy.mask_account(account) if account else ""
    return Side(
        name=party.name,
        uscc=party.uscc,
        address=registered[0].text if registered else "",
        legal_representative=party.legal_representative,
        phone=phone,
        bank=bank.bank if bank else "",
        account=account,
    )


def _instalments(contract: Contract) -> list[Instalment]:
    if not contract.terms.all():
        return []
    return [
        Instalment(
            seq=share.term.seq,
            portion=_portion(share.term),
            trigger=trigger_words(share.term),
            amount=share.amount,
            method=share.term.method,
        )
        for share in queries.shares(contract)
    ]


def _portion(term: PaymentTerm) -> str:
    if term.portion == PaymentTerm.Portion.PERCENT:
        return f"合同总额的 {(term.percent or Decimal(0)) * 100:.6f}".rstrip("0").rstrip(".") + "%"
    return "定额" if term.portion == PaymentTerm.Portion.AMOUNT else "余款"
