"""How the rules of the house make freight cards and cost profiles."""

from typing import Any

from tests.house.filler import makes
from tests.house_kit import Door


def card(**more: Any) -> dict[str, Any]:
    """A road card from Jiangyin to Ningbo over the second half of 2026."""
    return {
        "carrier_name": "江阴顺达物流",
        "mode": "road",
        "origin": "江阴",
        "destination": "宁波",
        "valid_from": "2026-07-01",
        "valid_until": "2026-12-31",
        "basis": "tonne",
        "minimum": "600.00",
        "lead_days": 1,
        "transit_days": 1,
        "rates": [{"from_tonnes": "0", "rate": "180"}, {"from_tonnes": "10", "rate": "150"}],
    } | more


def profile(**more: Any) -> dict[str, Any]:
    """The way of copper rod from Shanghai to Rotterdam by sea."""
    return {
        "name": "上海→鹿特丹 海运",
        "mode": "sea",
        "origin": "上海",
        "destination": "鹿特丹",
        "container": "20GP",
        "valid_from": "2026-07-01",
        "valid_until": "2026-12-31",
        "elements": [
            {"kind": "packing", "basis": "tonne", "amount": "36", "currency": "CNY"},
            {"kind": "pre_carriage", "basis": "container", "amount": "3600", "currency": "CNY"},
            {"kind": "main_carriage", "basis": "container", "amount": "1850", "currency": "USD"},
            {"kind": "insurance", "basis": "percent", "amount": "0.001"},
        ],
    } | more


@makes("crm.freight_card")
def freight_card(boss: Door, number: int) -> None:
    """One more carrier."""
    boss.do("/crm/freight-cards", card(carrier_name=f"承运人{number}"))


@makes("crm.cost_profile")
def cost_profile(boss: Door, number: int) -> None:
    """One more way."""
    boss.do("/crm/cost-profiles", profile(name=f"方案{number}"))
