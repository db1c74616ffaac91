"""What carriers ask of the demo company, and the costs of its way to Rotterdam."""

from datetime import date, timedelta
from typing import Any

from backend.config.demo.desk import Desk

ROAD = (
    # carrier, from, to, rate below and from ten tonnes, transit days
    ("江阴顺达物流", "江阴", "宁波", "165", "138", 1),
    ("江阴顺达物流", "江阴", "上海", "118", "96", 1),
    ("江阴顺达物流", "江阴", "杭州", "128", "105", 1),
    ("华东捷运", "江阴", "宁波", "150", "142", 2),
    ("华东捷运", "江阴", "合肥", "172", "150", 2),
    ("华东捷运", "上海", "宁波", "140", "118", 1),
)
SEA = (
    # carrier, to, 20GP, 40HQ, booking and transit days
    ("中远海运集运", "鹿特丹", "1850", "3150", 7, 32),
    ("地中海航运", "鹿特丹", "1780", "3020", 10, 36),
    ("高丽海运", "釜山", "260", "420", 3, 3),
)
ROTTERDAM = (
    ("packing", "tonne", "36", "CNY"),
    ("loading", "container", "360", "CNY"),
    ("pre_carriage", "container", "3600", "CNY"),
    ("export_customs", "bill", "720", "CNY"),
    ("origin_terminal", "container", "1080", "CNY"),
    ("ship_loading", "container", "180", "CNY"),
    ("main_carriage", "container", "1850", "USD"),
    ("insurance", "percent", "0.001", ""),
    ("destination_terminal", "container", "345", "USD"),
    ("on_carriage", "container", "690", "USD"),
    ("unloading", "container", "175", "USD"),
    ("import_customs", "bill", "88", "USD"),
    ("duty", "percent", "0.048", ""),
    ("import_tax", "percent", "0.21", ""),
    ("bank_fee", "percent", "0.00125", ""),
)


def furnish(desk: Desk, *, today: date) -> None:
    """This will put road and sea cards and a cost profile on file."""
    days = {"valid_from": today - timedelta(days=60), "valid_until": today + timedelta(days=180)}
    for carrier, origin, destination, small, large, transit in ROAD:
        desk.do("/crm/freight-cards", days | _road(carrier, origin, destination, small, large)
                | {"transit_days": transit})  # fmt: skip
    desk.do("/crm/freight-cards", days | BY_DISTANCE)
    for carrier, port, small, large, lead, transit in SEA:
        desk.do("/crm/freight-cards", days | _sea(carrier, port, small, large)
                | {"lead_days": lead, "transit_days": transit})  # fmt: skip
    elements = [
        {"kind": kind, "basis": basis, "amount": amount, "currency": currency}
        for kind, basis, amount, currency in ROTTERDAM
    ]
    facts = {"name": "上海→鹿特丹 海运", "mode": "sea", "container": "20GP", "elements": elements}
    desk.do("/crm/cost-profiles", {**days, **facts, "origin": "上海", "destination": "鹿特丹"})


BY_DISTANCE: dict[str, Any] = {
    "carrier_name": "长三角零担网",
    "mode": "road",
    "origin": "江阴",
    "destination": "长三角",
    "basis": "distance",
    "minimum": "300.00",
    "lead_days": 1,
    "transit_days": 2,
    "rates": [
        {"up_to_km": "100", "per": "trip", "rate": "900"},
        {"up_to_km": "300", "per": "tonne", "rate": "95"},
        {"up_to_km": "800", "per": "tonne_km", "rate": "0.42"},
    ],
}


def _road(carrier: str, origin: str, destination: str, small: str, large: str) -> dict[str, Any]:
    return {
        "carrier_name": carrier,
        "mode": "road",
        "origin": origin,
        "destination": destination,
        "basis": "tonne",
        "minimum": "600.00",
        "volumetric": "333",
        "lead_days": 1,
        "rates": [
            {"from_tonnes": "0", "rate": small},
            {"from_tonnes": "10", "rate": large},
        ],
        "surcharges": [
            {"kind": "fuel", "basis": "percent", "amount": "0.05"},
            {"kind": "unloading", "basis": "tonne", "amount": "8"},
        ],
    }


def _sea(carrier: str, port: str, small: str, large: str) -> dict[str, Any]:
    return {
        "carrier_name": carrier,
        "mode": "sea",
        "origin": "上海",
        "destination": port,
        "basis": "container",
        "currency": "USD",
        "rates": [
            {"container": "20GP", "per": "container", "rate": small},
            {"container": "40HQ", "per": "container", "rate": large},
        ],
        "surcharges": [{"kind": "fuel", "basis": "percent", "amount": "0.06"}],
    }
