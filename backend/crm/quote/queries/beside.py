"""What stands beside each line of a quote: what was paid before for its goods."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from backend.crm.pricebook import queries as pricebook
from backend.crm.quote.models import Quote, QuoteLine


class Before(NamedTuple):
    """A line and what was paid before for its goods."""

    line: QuoteLine
    history: pricebook.History


def history(quote: Quote, *, on: date) -> tuple[str, list[Before]]:
    """This will give the customer's tier, and each line beside what was paid before."""
    lines = list(quote.lines.all())
    tier = pricebook.tier_of(quote.party_id)
    found = pricebook.histories(
        quote.party_id,
        {line.product_id for line in lines},
        on=on,
        currency=quote.currency,
        tier=tier,
    )
    return tier, [Before(line, _of(found, line)) for line in lines]


def _of(found: Mapping[Any, pricebook.History], line: QuoteLine) -> pricebook.History:
    """Prices are compared with prices, premiums of prices named later with premiums."""
    kind = "fixed" if line.pricing == QuoteLine.Pricing.FIXED else "premium"
    return found.get((line.product_id, kind), pricebook.NOTHING)
