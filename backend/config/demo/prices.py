"""Price books of the demo company: list, tier A, one customer on the exchange, export."""

from datetime import date
from typing import Any

from backend.config.demo.desk import Desk
from backend.crm.customer import actions as customer_actions

RODS = (
    # code, name, diameter in mm, list price a tonne with VAT
    ("CU-ROD-8", "T2 低氧铜杆 8mm", "8", "107600"),
    ("CU-ROD-12.5", "T2 低氧铜杆 12.5mm", "12.5", "107900"),
    ("CU-ROD-20", "T2 无氧铜杆 20mm", "20", "109200"),
)
TIER_A = 3
"""How many customers are priced by tier A."""


def furnish(
    desk: Desk, *, today: date, product_id: str, customers: list[tuple[str, dict[str, Any]]]
) -> None:
    """This will put copper rods and four approved price books on file."""
    first = date(today.year, 1, 1)
    rods = [_rod(desk, *row[:3]) for row in RODS]
    _list(desk, first, product_id, rods)
    _tier(desk, first)
    for _login, customer in customers[:TIER_A]:
        _promote(desk, customer)
    _customer(desk, first, customers[0][1])
    _export(desk, first)


def _rod(desk: Desk, code: str, name: str, diameter: str) -> str:
    body = {
        "code": code, "name": name, "category": "rod", "metal": "cu", "grade": "T2",
        "standard": "GB/T 3952-2016", "weight_rule": "round_bar", "density": "8.9",
        "dimensions": {"diameter": diameter, "length": "1000"},
    }  # fmt: skip
    return str(desk.do("/goods/products", body)["id"])


def _approved(desk: Desk, first: date, **facts: Any) -> None:
    book = desk.do("/crm/price-books", {"on": first, "valid_from": first, **facts})
    desk.do(f"/crm/price-books/{book['id']}/approve", {"on": first})


def _list(desk: Desk, first: date, cathode: str, rods: list[str]) -> None:
    entries: list[dict[str, Any]] = []
    for pk, (_code, _name, _size, price) in zip(rods, RODS, strict=True):
        entries.append({"product_id": pk, "price": price, "floor_price": str(int(price) - 1500)})
        large = {"break_basis": "quantity", "break_from": "25", "price": str(int(price) - 300)}
        entries.append({"product_id": pk, **large})
    follows = {"kind": "benchmark", "instrument_code": "SHFE.CU", "premium": "120"}
    entries.append({"product_id": cathode, **follows})
    entries.append({"category": "plate", "metal": "cu", **follows, "premium": "6800"})
    _approved(desk, first, name=f"{first.year} 年目录价", entries=entries)


def _tier(desk: Desk, first: date) -> None:
    entries = [{"kind": "discount", "discount": "0.008", "metal": "cu"}]
    _approved(desk, first, name="A 级客户价", scope="tier", tier="A", entries=entries)


def _customer(desk: Desk, first: date, customer: dict[str, Any]) -> None:
    """Rods on the exchange: thin ones, thick ones, and less from fifty tonnes."""
    rods: dict[str, Any] = {
        "category": "rod", "metal": "cu", "attribute": "diameter",
        "kind": "benchmark", "instrument_code": "SHFE.CU",
    }  # fmt: skip
    large = {"break_basis": "quantity", "break_from": "50"}
    entries = [
        {**rods, "attribute_to": "10", "premium": "850"},
        {**rods, "attribute_to": "10", "premium": "780", **large},
        {**rods, "attribute_from": "10.01", "premium": "1150"},
    ]
    facts = {"scope": "customer", "party_id": customer["party_id"], "entries": entries}
    _approved(desk, first, name="铜杆长单升贴水", **facts)


def _export(desk: Desk, first: date) -> None:
    rod = {"kind": "benchmark", "instrument_code": "SHFE.CU", "category": "rod", "metal": "cu"}
    formula = "round(without_tax(benchmark(SHFE.CU), 0.13) / fx(USDCNY) + 260, 0)"
    entries = [
        {**rod, "premium": "185"},
        {"kind": "formula", "formula": formula, "category": "cathode", "metal": "cu"},
    ]
    facts = {"scope": "channel", "channel": "export", "currency": "USD", "tax_included": False}
    _approved(desk, first, name="出口报价（美元）", **facts, entries=entries)


def _promote(desk: Desk, customer: dict[str, Any]) -> None:
    customer_actions.change(customer["id"], actor=desk.actor, changes={"price_tier": "A"})
