"""The rules of a purchase in English, for an order in two languages."""

from decimal import Decimal

from backend.crm.contract.paper.wording import figure
from backend.supply.purchase.models import PurchaseLine, PurchaseTerm

SIDES = {"buyer": "Buyer", "seller": "Seller"}
TRIGGERS = {
    "signing": "signing",
    "received": "acceptance of the goods",
    "invoice": "receipt of the VAT invoice",
    "final_settlement": "agreement on the final settlement",
}


def price_rule(line: PurchaseLine, kind: str) -> str:
    """This will say in English how a line's price comes about."""
    currency = line.purchase.currency
    if line.pricing == PurchaseLine.Pricing.FIXED:
        return f"Fixed at {currency} {figure(line.provisional_price)}/t."
    assert line.instrument is not None  # a constraint of the table
    premium = f"{'+' if line.premium >= 0 else '-'} {currency} {figure(abs(line.premium))}/t"
    span = f"{line.window_start} to {line.window_end}, both days included"
    base = f"{line.instrument.code} ({kind.replace('_', ' ')})"
    if line.pricing == PurchaseLine.Pricing.CALL:
        how = f"{base} of the day called by the {SIDES[line.pricer]}, {span}"
    else:
        how = f"mean of {base} over the trading days from {span}"
    return f"{how}; {premium}. Provisional price {currency} {figure(line.provisional_price)}/t."


def trigger(term: PurchaseTerm) -> str:
    """This will say in English how much is due when."""
    when = TRIGGERS[term.trigger]
    due = f"within {term.offset_days} days of {when}" if term.offset_days else f"on {when}"
    if term.portion == PurchaseTerm.Portion.PERCENT:
        return f"{figure((term.percent or Decimal(0)) * 100)} % {due}"
    return f"{'Sum' if term.portion == PurchaseTerm.Portion.AMOUNT else 'Balance'} {due}"
