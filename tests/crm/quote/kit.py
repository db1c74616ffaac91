"""A seller, a product, a market price and a customer: what a quote needs."""

from typing import Any

from backend.market.instrument import actions as instruments
from tests.crm.customer.kit import a_customer
from tests.house_kit import Door
from tests.market import kit as market

TERMS = [
    {"portion": "percent", "percent": "0.15", "trigger": "signing"},
    {"portion": "percent", "percent": "0.80", "trigger": "before_release"},
    {"portion": "rest", "trigger": "final_settlement"},
]


def world(boss: Door) -> dict[str, Any]:
    """Make our company, a product, copper's price of 30 June and 2 July 2026."""
    instruments.load_fixture(actor=market.WORLD)
    market.put("SHFE.CU", "2026-06-30", "102600")
    market.put("SHFE.CU", "2026-07-02", "103000")
    seller = boss.do("/core/parties", {"on": "2026-01-01", "name": "衡铜贸易", "is_ours": True})
    product = boss.do(
        "/goods/products",
        {
            "code": "CU1",
            "name": "1#电解铜",
            "category": "cathode",
            "metal": "cu",
            "grade": "Cu-CATH-1",
        },
    )
    return {
        "seller_id": seller["id"],
        "product_id": product["id"],
        "instrument_id": str(market.instrument("SHFE.CU").pk),
    }


def call_line(facts: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Give a line priced by the buyer's call on SHFE copper."""
    return {
        "product_id": facts["product_id"],
        "quantity": "100.000",
        "tolerance_more": "0.02",
        "tolerance_less": "0.02",
        "pricing": "call",
        "instrument_id": facts["instrument_id"],
        "premium": "-50",
        "window_start": "2026-07-01",
        "window_end": "2026-08-21",
        **changes,
    }


def fixed_line(facts: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Give a line at a fixed price."""
    return {
        "product_id": facts["product_id"],
        "quantity": "10.000",
        "pricing": "fixed",
        "fixed_price": "103500",
        **changes,
    }


def body(facts: dict[str, Any], party_id: str, **changes: Any) -> dict[str, Any]:
    """Give the body of a quote of two lines."""
    return {
        "on": "2026-07-01",
        "party_id": party_id,
        "valid_until": "2026-07-03",
        "lines": [call_line(facts), fixed_line(facts)],
        "terms": TERMS,
        **changes,
    }


def quoted(door: Door, facts: dict[str, Any], **changes: Any) -> str:
    """Make a quote for a new customer and give its path."""
    party = changes.pop("party_id", None) or a_customer(door)["party_id"]
    return f"/crm/quotes/{door.do('/crm/quotes', body(facts, party, **changes))['id']}"


def accepted(door: Door, facts: dict[str, Any], **changes: Any) -> str:
    """Walk a quote to the customer's yes."""
    path = quoted(door, facts, **changes)
    door.do(f"{path}/submit")
    door.do(f"{path}/approve", {"on": "2026-07-01"})
    door.do(f"{path}/send", {"on": "2026-07-01", "via": "微信"})
    door.do(f"{path}/accept", {"on": "2026-07-02", "accepted_by": "王建国"})
    return path
