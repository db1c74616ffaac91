"""Calls on the reference deal."""

from typing import Any

from tests.crm.contract import kit as contracts
from tests.house_kit import Door

# Tonnes and day of the three calls, with the money each came to before delivery.
CALLS = (
    ("40.000", "2026-07-08", "102950.0000", "4118000.00"),
    ("35.000", "2026-07-21", "104780.0000", "3667300.00"),
    ("25.000", "2026-08-05", "107120.0000", "2678000.00"),
)


def body(deal: dict[str, Any], quantity: str, day: str, **facts: Any) -> dict[str, Any]:
    """A call of the buyer's on line 1, at ten in the morning of its day."""
    return {
        "contract_id": deal["id"],
        "line_id": deal["lines"][0]["id"],
        "quantity": quantity,
        "trade_date": day,
        "requested_at": f"{day}T10:00:00+08:00",
        "requested_by": "王采购",
        "channel": "微信",
        **facts,
    }


def ask(boss: Door, deal: dict[str, Any], quantity: str, day: str, **facts: Any) -> Any:
    """Send a call; the answer whatever it is."""
    return boss.post("/crm/fixings", body(deal, quantity, day, **facts))


def booked(boss: Door, deal: dict[str, Any], quantity: str, day: str) -> dict[str, Any]:
    """Call and book in one."""
    sent = body(deal, quantity, day, booked_at=f"{day}T15:30:00+08:00")
    return boss.do("/crm/fixings", sent)


def all_three(boss: Door, deal: dict[str, Any]) -> list[dict[str, Any]]:
    """The three calls of the reference deal."""
    return [booked(boss, deal, quantity, day) for quantity, day, _price, _amount in CALLS]


def line(boss: Door, deal: dict[str, Any]) -> dict[str, Any]:
    """Line 1 as it stands now."""
    found: dict[str, Any] = contracts.see(boss, deal)["lines"][0]
    return found
