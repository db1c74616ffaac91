"""Three presses with serials in two lots, one contract for them, and what they are made of."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from backend.config.demo.deal import at
from tests.house_kit import Door
from tests.journeys.told import Deal

DAY = "2026-07-10"
PLATE = "苏B20001"


def product(deal: Deal, code: str, name: str, **more: Any) -> str:
    """Put something that is counted into the catalogue."""
    body = {"code": code, "name": name, "category": "part", "metal": "steel"}
    made = deal.do("/goods/products", body | {"unit_of_measure": "台"} | more)
    return str(made["id"])


def stock(deal: Deal, product_id: str, count: str, cost: str, nos: list[str]) -> str:
    """Put counted goods into stock and note their numbers."""
    lot = deal.do(
        "/goods/lots",
        {
            "at": at("2026-06-10"),
            "product_id": product_id,
            "warehouse_id": deal.ids["warehouse"],
            "owner_party_id": deal.ids["seller"],
            "weight": count,
            "unit_cost": cost,
        },
    )
    for no in nos:
        body = {"at": at("2026-06-10"), "no": no, "lot_id": lot["id"]}
        deal.do("/goods/serials", body | {"warehouse_id": deal.ids["warehouse"]})
    return str(lot["id"])


def made_of(deal: Deal, product_id: str, lines: list[dict[str, Any]], since: str) -> str:
    """Write and release what a product consists of."""
    body = {"on": since, "product_id": product_id, "kind": "production", "valid_from": since}
    made = deal.do("/goods/bills-of-materials", {**body, "lines": lines})
    deal.do(f"/goods/bills-of-materials/{made['id']}/release")
    return str(made["id"])


def tell(deal: Deal) -> None:
    """What there is before any delivery: companies, goods, a contract that is paid."""
    deal.ours()
    deal.customer()
    body = {"code": "WX1", "name": "无锡一号库", "kind": "own", "city": "无锡"}
    deal.ids["warehouse"] = deal.do("/goods/warehouses", body)["id"]
    deal.ids["motor"] = product(deal, "MOT-45", "主电机 45 kW", tracking="serial")
    deal.ids["seal"] = product(deal, "SEAL-1", "密封圈", unit_of_measure="个")
    deal.ids["press"] = product(
        deal,
        "PRESS-63",
        "63 吨冲床",
        tracking="serial",
        costing="specific",
        warranty_months=12,
        warranty_from="earliest",
        warranty_cap_months=18,
    )
    lines: list[dict[str, Any]] = [
        {"product_id": deal.ids["motor"], "quantity": "2", "position": "M", "is_serialised": True},
        {"product_id": deal.ids["seal"], "quantity": "16", "position": "S1"},
    ]
    deal.ids["bom"] = made_of(deal, deal.ids["press"], lines, "2026-01-01")
    deal.ids["lot_a"] = stock(deal, deal.ids["press"], "2", "100000", ["P-001", "P-002"])
    deal.ids["lot_b"] = stock(deal, deal.ids["press"], "1", "110000", ["P-003"])
    deal.limit("500000.00")
    made = deal.do(
        "/crm/contracts",
        {
            "on": "2026-07-01",
            "party_id": deal.ids["buyer"],
            "seller_id": deal.ids["seller"],
            "lines": [
                {
                    "product_id": deal.ids["press"],
                    "warehouse_id": deal.ids["warehouse"],
                    "quantity": "3",
                    "pricing": "fixed",
                    "fixed_price": "226000",
                    "reserves_stock": True,
                }
            ],
            "terms": [{"portion": "rest", "trigger": "before_release"}],
        },
    )
    deal.ids |= {"contract": made["id"], "line1": made["lines"][0]["id"]}
    deal.bind("2026-07-01", their_no="")
    deal.receipt("678000.00", "2026-07-02", "R-1")


def loaded(deal: Deal, count: str) -> None:
    """Plan, release and load a truck."""
    deal.plan("line1", PLATE, count, DAY)
    deal.do("/crm/deliveries/{delivery}/release", {"at": at(DAY, "08:00")})
    code = deal.read("/crm/deliveries/{delivery}/handover")["handover_code"]
    body = {"at": at(DAY, "08:40"), "plate": PLATE, "handover_code": code}
    deal.do("/crm/deliveries/{delivery}/load", body)


def gone(deal: Deal, *nos: str) -> dict[str, Any]:
    """Count the loaded machines out and bring them to the customer's gate."""
    body = {"at": at(DAY, "09:00"), "serials": list(nos)}
    out = deal.do("/crm/deliveries/{delivery}/count-out", body)
    deal.do("/crm/deliveries/{delivery}/depart", {"at": at(DAY, "09:30")})
    deal.do("/crm/deliveries/{delivery}/arrive", {"at": at(DAY, "13:00")})
    return out


def signed(deal: Deal) -> dict[str, Any]:
    """The customer signs."""
    body = {"at": at(DAY, "14:00"), "signed_by": "赵仓管"}
    return deal.do("/crm/deliveries/{delivery}/sign", body)


def machine(deal: Deal, serial: str) -> dict[str, Any]:
    """Read the machine with a serial."""
    rows = deal.door.see("/service/assets", serial=serial)["items"]
    assert len(rows) == 1, rows
    return deal.door.see(f"/service/assets/{rows[0]['id']}")


@pytest.fixture(scope="module")
def told(keeper: Door, keeper_hears: Callable[[], int]) -> Deal:
    """The contract is signed and paid, nothing is delivered."""
    deal = Deal(keeper, keeper_hears)
    tell(deal)
    return deal


@pytest.fixture(scope="module")
def handed_over(told: Deal) -> Deal:
    """Two presses are at the customer."""
    loaded(told, "2")
    gone(told, "P-001", "P-003")
    signed(told)
    return told


@pytest.fixture
def deal(db: None, told: Deal) -> Deal:
    """The world as a test may change it."""
    return replace(told, ids=dict(told.ids))


@pytest.fixture
def there(db: None, handed_over: Deal) -> Deal:
    """The world with two presses at the customer, as a test may change it."""
    return replace(handed_over, ids=dict(handed_over.ids))
