"""The same goods under each of the eleven trade terms, at the same net-back."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from backend.core import money
from backend.crm.quote import queries
from backend.crm.quote.actions import sheets
from backend.crm.quote.calc import chains
from backend.crm.quote.models import Quote
from backend.market.pricing.calc.incoterms import Fx, Term
from backend.market.pricing.calc.trace import chain


class TermTotal(NamedTuple):
    """What the whole quote comes to under a term."""

    term: str
    amount: Decimal
    per_tonne: Decimal
    is_chosen: bool


def compare(quote: Quote, *, on: date) -> list[TermTotal]:
    """This will price a quote under every term so that each leaves us the same.

    Raises NoPrice or UnknownCurrency where charges cannot be worked out.
    """
    lines, charges, _costs = queries.sheet(quote)
    tonnes = sum((line.quantity for line in lines), Decimal(0))
    if not tonnes:
        return []
    codes = {quote.currency, *(row.currency for row in charges)} - {chains.HOME}
    found = queries.rates(codes, on=quote.priced_on or on)
    rates = {chains.HOME: Decimal(1)} | {code: rate.value for code, rate in found.items()}
    cash = chains.Money(Fx(quote.currency, rates))
    mine = sheets.way(quote, charges, money=cash, tonnes=tonnes)
    kept = [
        (line.quantity, line.provisional_price - chains.paid_in(line.provisional_price, mine))
        for line in lines
    ]
    totals = []
    for term in Term:
        way = sheets.way(quote, charges, money=cash, tonnes=tonnes, term=term.value)
        amounts = [money.amount(many, _landed(net, way, quote)) for many, net in kept]
        whole = money.total(amounts)
        totals.append(
            TermTotal(term.value, whole, money.price(whole / tonnes), term.value == quote.incoterm)
        )
    return totals


def _landed(net: Decimal, way: chains.Way, quote: Quote) -> Decimal:
    steps = chains.carried(chain().set(net, kind="net_back", label="net_back"), way)
    return chains.rounded(steps, places=quote.price_places).value
