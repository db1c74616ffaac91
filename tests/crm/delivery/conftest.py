"""A signed and paid contract of 100 t at a fixed price with no tolerance, and trucks for it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from backend.config.demo.deal import at
from tests.house_kit import Door
from tests.journeys.told import Deal

DAY = "2026-07-10"
FIRST_MONEY = [{"portion": "rest", "trigger": "before_release"}]


@pytest.fixture
def yard(db: None, stocked: Deal) -> Deal:
    """Companies and stock."""
    return replace(stocked, ids=dict(stocked.ids))


@pytest.fixture(scope="module")
def stocked(keeper: Door, keeper_hears: Callable[[], int]) -> Deal:
    """What is there before any contract."""
    found = Deal(keeper, keeper_hears)
    found.ours()
    found.customer()
    found.stock()
    return found


@pytest.fixture
def sold(yard: Deal) -> Callable[..., Deal]:
    """Sign a contract by the rules given and let its money come in."""

    def sell(
        *,
        paid: bool = True,
        limit: str = "500000.00",
        terms: list[dict[str, str]] = FIRST_MONEY,
        **line: Any,
    ) -> Deal:
        yard.limit(limit)
        made = yard.do(
            "/crm/contracts",
            {
                "on": "2026-07-01",
                "party_id": yard.ids["buyer"],
                "seller_id": yard.ids["seller"],
                "lines": [
                    {
                        "product_id": yard.ids["product"],
                        "warehouse_id": yard.ids["warehouse"],
                        "quantity": "100.000",
                        "pricing": "fixed",
                        "fixed_price": "110000",
                        "reserves_stock": True,
                        **line,
                    }
                ],
                "terms": terms,
            },
        )
        yard.ids |= {"contract": made["id"], "line1": made["lines"][0]["id"]}
        yard.do("/crm/contracts/{contract}/submit")
        yard.do("/crm/contracts/{contract}/approve", {"on": "2026-07-01"})
        yard.do("/crm/contracts/{contract}/sign", {"on": "2026-07-01"})
        if paid:
            yard.receipt("11000000.00", "2026-07-02", "R-1")
        return yard

    return sell


@pytest.fixture
def loaded() -> Callable[[Deal, str, str], str]:
    """Plan, release and load a truck and weigh it; the ticket's id."""

    def load(deal: Deal, plate: str, weight: str) -> str:
        deal.plan("line1", plate, weight, DAY)
        deal.do("/crm/deliveries/{delivery}/release", {"at": at(DAY, "08:00")})
        code = deal.read("/crm/deliveries/{delivery}/handover")["handover_code"]
        deal.do(
            "/crm/deliveries/{delivery}/load",
            {"at": at(DAY, "08:40"), "plate": plate, "handover_code": code, "pieces": 10},
        )
        return deal.weigh(plate, weight, DAY)

    return load
