"""The confirmation of a fixing of a purchase 点价确认书 (rulebook i.4)."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from backend.core import capitals, printing
from backend.market.quote.models import Quote as MarketQuote
from backend.supply.callprice import queries
from backend.supply.callprice.flow import State
from backend.supply.callprice.models import PurchaseFixing

SIDES = {"buyer": "买方", "seller": "卖方"}
OBJECT_WITHIN = timedelta(days=1)
ZERO = Decimal(0)


def confirmation_pdf(fixing: PurchaseFixing) -> bytes:
    """This will print what was fixed, what was unpriced before and is after, and when it stands.

    The form is the one sales print; seller and buyer stand where they are in this deal.
    """
    return printing.render("crm/fixing/confirmation.html", context(fixing))


def context(fixing: PurchaseFixing) -> dict[str, Any]:
    """This will give everything the template shows."""
    line, purchase = fixing.line, fixing.purchase
    earlier = queries.before(fixing)
    return {
        "title": "点价确认书",
        "company": purchase.buyer.name,
        "no": fixing.no,
        "on": fixing.booked_at,
        "fixing": fixing,
        "contract": SimpleNamespace(
            no=purchase.no, their_no="", seller=purchase.party, party=purchase.buyer
        ),
        "line": line,
        "kind": MarketQuote.Kind(line.quote_kind).label,
        "pricer": SIDES[line.pricer],
        "earlier": earlier,
        "unpriced_before": line.quantity - earlier,
        "unpriced_after": line.quantity - earlier - fixing.quantity,
        "amount_words": capitals.rmb(fixing.amount or ZERO),
        "objection": fixing.booked_at + OBJECT_WITHIN if fixing.booked_at else None,
        "is_reversed": fixing.state == State.REVERSED,
        "is_counter": fixing.reverses_id is not None,
        "is_waiting": fixing.state == State.REQUESTED,
    }
