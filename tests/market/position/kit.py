"""The kit of positions: posts, the trade check and the ladder as the API gives it."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from backend.core.access.actor import system
from backend.core.documents.source import Source
from backend.core.ids import uuid7
from backend.market.position import actions
from tests.house_kit import Door

D = Decimal
WORLD = system("test")
DAY = date(2026, 7, 8)
MONTH = "2026-07"


def post(
    quantity: str, price: str, *, kind: str = "purchase", side: str = "buy", month: str = MONTH,
    line: UUID | None = None, metal: str = "cu", currency: str = "CNY",
) -> Any:  # fmt: skip
    """Write one entry as a paper would."""
    return actions.post(
        actor=WORLD, on=DAY, metal=metal, month=month, kind=kind, side=side,
        quantity=D(quantity), price=D(price), currency=currency,
        source=Source("test.paper", uuid7(), "T-1"), line_id=line, unit_id=None, owner_id=None,
    )  # fmt: skip


def require(quantity: str, *, side: str = "buy", month: str = MONTH, **facts: Any) -> Any:
    """Ask the limits as a paper would."""
    return actions.require(
        actor=WORLD, metal="cu", month=month, side=side, quantity=D(quantity), on=DAY, **facts
    )


def limit(boss: Door, tonnes: str, measure: str = "net", **facts: Any) -> dict[str, Any]:
    """Set a limit on copper."""
    body = {"metal": "cu", "measure": measure, "tonnes": tonnes, "valid_from": "2026-01-01"}
    return boss.do("/market/position-limits", {**body, **facts})


def ladder(boss: Door, on: str = "2026-07-08") -> dict[str, Any]:
    """Read the copper ladder of a day."""
    (found,) = boss.see("/market/positions", metal="cu", on=on)["items"]
    return found


def futures(quantity: str, side: str, month: str = "2026-09", **facts: Any) -> dict[str, Any]:
    """The body of a futures trade by hand."""
    return {
        "on": DAY.isoformat(), "metal": "cu", "month": month, "side": side,
        "quantity": quantity, "price": "100000", "reason": "套保建仓", **facts,
    }  # fmt: skip
