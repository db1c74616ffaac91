"""A quote, what it offers, what it costs, and how its customer answers."""

from backend.crm.quote.models.answer import QuoteAnswer, QuoteLink
from backend.crm.quote.models.line import QuoteLine, QuoteTerm
from backend.crm.quote.models.quote import Quote
from backend.crm.quote.models.rule import QuoteRule
from backend.crm.quote.models.sheet import QuoteCharge, QuoteCost

__all__ = [
    "Quote",
    "QuoteAnswer",
    "QuoteCharge",
    "QuoteCost",
    "QuoteLine",
    "QuoteLink",
    "QuoteRule",
    "QuoteTerm",
]
