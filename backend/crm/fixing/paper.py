"""The confirmation of a fixing 点价确认书 (rulebook i.4)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from backend.core import capitals, printing
from backend.crm.fixing import queries
from backend.crm.fixing.flow import State
from backend.crm.fixing.models import Fixing
from backend.market.quote.models import Quote as MarketQuote

SIDES = {"buyer": "买方", "seller": "卖方"}
OBJECT_WITHIN = timedelta(days=1)
ZERO = Decimal(0)


def confirmation_pdf(fixing: Fixing) -> bytes:
    """This will print what was fixed, what was unpriced before and is after, and when it stands."""
    return printing.render("crm/fixing/confirmation.html", context(fixing))


def context(fixing: Fixing) -> dict[str, Any]:
    """This will give everything the template shows."""
    line = fixing.line
    earlier = queries.before(fixing)
    objection = fixing.booked_at + OBJECT_WITHIN if fixing.booked_at else None
    return {
        "title": "点价确认书",
        "company": fixing.contract.seller.name,
        "no": fixing.no,
        "on": fixing.booked_at,
        "fixing": fixing,
        "contract": fixing.contract,
        "line": line,
        "kind": MarketQuote.Kind(line.quote_kind).label,
        "pricer": SIDES[line.pricer],
        "earlier": earlier,
        "unpriced_before": line.quantity - earlier,
        "unpriced_after": line.quantity - earlier - fixing.quantity,
        "amount_words": capitals.rmb(fixing.amount or ZERO),
        "objection": objection,
        "is_reversed": fixing.state == State.REVERSED,
        "is_counter": fixing.reverses_id is not None,
        "is_waiting": fixing.state == State.REQUESTED,
    }
