"""A quote on paper, as the customer reads it: in Chinese, in English or in both."""

from decimal import Decimal
from typing import Any

from backend.core import printing
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.party.models import Party
from backend.core.registry import resource_of
from backend.crm.customer import queries as customers
from backend.crm.quote import queries
from backend.crm.quote.flow import State
from backend.crm.quote.models import Quote, QuoteLine
from backend.crm.quote.paper import telling, words

BINDING = {State.APPROVED, State.SENT, State.ACCEPTED, State.CONTRACTED}


def quote_pdf(quote: Quote, *, actor: Actor, language: str = "") -> bytes:
    """This will print a quote; the customer's phone as far as the actor may read it."""
    facts = context(quote, actor=actor, language=language)
    return printing.render("crm/quote/quote.html", facts)


def context(quote: Quote, *, actor: Actor, language: str = "") -> dict[str, Any]:
    """This will give everything the template shows."""
    facts = told(quote, language=language or quote.language)
    return {**facts, "phone": _phone(quote.party, actor)}


def told(quote: Quote, *, language: str) -> dict[str, Any]:
    """This will give everything a quote tells its customer, whoever prints it."""

    def say(pair: telling.Pair, joint: str = " / ") -> str:
        return words.pick(pair, language, joint=joint)

    lines = list(quote.lines.select_related("product", "instrument"))
    amount_words = telling.in_words(quote)
    return {
        "w": words.labels(language),
        "language": language,
        "title": words.pick(words.WORDS["title"], language),
        "company": quote.seller.name,
        "no": quote.no,
        "quote": quote,
        "bank": quote.seller.banks.first(),
        "lines": [
            {
                "line": line,
                "tolerance": say(telling.tolerance(line)),
                "price": say(telling.price_rule(line, quote), "；"),
            }
            for line in lines
        ],
        "tonnes": sum((line.quantity for line in lines), Decimal(0)),
        "is_firm": all(line.pricing == QuoteLine.Pricing.FIXED for line in lines),
        "amount_words": amount_words[0] if language == words.ZH else say(amount_words).strip(" /"),
        "made_on": say(telling.day(quote.made_on)),
        "valid_until": say(telling.day(quote.valid_until)),
        "latest": say(telling.day(quote.delivery_until)) if quote.delivery_until else "",
        "tax": say(telling.tax(quote)),
        "validity": say(telling.validity(quote)).strip(" /"),
        "term": f"{quote.incoterm} {quote.named_place}" if quote.incoterm else "",
        "instalments": _instalments(quote, language),
        "requirements": _requirements(quote, lines, language),
        "is_binding": quote.state in BINDING,
    }


def _requirements(quote: Quote, lines: list[QuoteLine], language: str) -> list[dict[str, Any]]:
    asked = customers.printed_requirements(
        quote.party_id, paper="quote", products=[line.product_id for line in lines]
    )
    return [
        {"kind": words.pick(words.REQUIREMENTS[row.kind], language), "text": row.text}
        for row in asked
    ]


def _instalments(quote: Quote, language: str) -> list[dict[str, Any]]:
    def say(pair: telling.Pair) -> str:
        return words.pick(pair, language, joint=" / ")

    return [
        {
            "term": term,
            "words": say(telling.portion(term)),
            "when": say(telling.when(term)),
            "amount": amount,
        }
        for term, amount in queries.instalments(quote)
    ]


def _phone(party: Party, actor: Actor) -> str:
    if policy.readable(actor, resource_of(Party), ["phone"]):
        return party.phone
    return policy.mask_phone(party.phone) if party.phone else ""
