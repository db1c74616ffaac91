"""The world of the reference deal: real SHFE prices, copper in stock, a buyer with credit."""

from dataclasses import dataclass
from typing import Any

from backend.core.access.models import Scope
from backend.core.party.calc import check_digit
from tests.house_kit import Door, door_for, person, unit
from tests.market import kit as market

TERMS: list[dict[str, Any]] = [
    {"portion": "percent", "percent": "0.15", "trigger": "signing", "method": "电汇"},
    {"portion": "percent", "percent": "0.80", "trigger": "before_release", "method": "电汇"},
    {"portion": "rest", "trigger": "final_settlement", "offset_days": 5, "method": "电汇"},
]
WINDOW = {"window_start": "2026-07-01", "window_end": "2026-08-21"}
JULY = {"window_start": "2026-07-01", "window_end": "2026-07-31"}


@dataclass(frozen=True)
class World:
    """What a story finds on file."""

    seller: str
    buyer: str
    product: str
    warehouse: str
    copper: str
    """The instrument SHFE.CU."""


def prices(*months: str) -> None:
    """Bring the real prices of SHFE copper of some months."""
    for month in months:
        market.bring(market.cut("shfe_daily.csv", holding=["SHFE.CU,", month]), name=month)


def company(boss: Door, name: str, body: str, **facts: Any) -> str:
    """Put a company on file."""
    made = boss.do(
        "/core/parties",
        {
            "on": "2026-06-01",
            "name": name,
            "uscc": body + check_digit(body),
            "legal_representative": facts.pop("boss_name", "李远"),
            "phone": "051087654321",
            "duplicate_reason": "两家公司同址办公",
            "addresses": [{"kind": "registered", "text": "江苏省宜兴市高塍镇远东大道6号"}],
            "banks": [{"bank": "中国银行宜兴支行", "account": "4567350012345678"}],
            **facts,
        },
    )
    return str(made["id"])


def world(boss: Door, *, limit: str | None = "20000000.00", stock: bool = False) -> World:
    """Fill the world; `stock` puts the two FIFO layers of the reference deal on the shelf."""
    market.seed()
    prices("2026-06-", "2026-07-", "2026-08-")
    seller = company(boss, "上海衡金属贸易有限公司", "91310115MA1K35XY1", is_ours=True)
    buyer = company(boss, "江苏远东电缆有限公司", "91320282MA1XXXXX4")
    product = boss.do(
        "/goods/products",
        {
            "code": "CU-CATH-1",
            "name": "阴极铜",
            "category": "cathode",
            "metal": "cu",
            "grade": "Cu-CATH-1",
            "standard": "GB/T 467-2010",
            "brands": ["贵冶", "铜冠"],
        },
    )["id"]
    warehouse = boss.do(
        "/goods/warehouses",
        {"code": "SH01", "name": "上海宝山仓库", "address": "上海市宝山区铁山路88号"},
    )["id"]
    if limit is not None:
        boss.do("/crm/credits", {"party_id": buyer, "limit": limit, "reason": "年度授信"})
    made = World(seller, buyer, product, warehouse, str(market.instrument("SHFE.CU").pk))
    if stock:
        for weight, cost in (("80.000", "88000.00"), ("100.000", "91500.00")):
            put_stock(boss, made, weight, cost)
    return made


def put_stock(boss: Door, here: World, weight: str, cost: str) -> None:
    """Take copper into stock at a cost without VAT."""
    boss.do(
        "/goods/lots",
        {
            "at": "2026-06-20T09:00:00+08:00",
            "product_id": here.product,
            "warehouse_id": here.warehouse,
            "owner_party_id": here.seller,
            "weight": weight,
            "unit_cost": cost,
            "brand": "贵冶",
        },
    )


def call_line(here: World, **facts: Any) -> dict[str, Any]:
    """Line 1 of the reference deal: 100 t called by the buyer, premium -50, 2 % either way."""
    return {
        "product_id": here.product,
        "warehouse_id": here.warehouse,
        "quantity": "100.000",
        "tolerance_more": "0.02",
        "tolerance_less": "0.02",
        "pricing": "call",
        "instrument_id": here.copper,
        "premium": "-50.00",
        "provisional_on": "2026-06-30",
        "weight_basis": "seller_within",
        "scale_tolerance": "0.002",
        **WINDOW,
        **facts,
    }


def average_line(here: World, **facts: Any) -> dict[str, Any]:
    """Line 2 of the reference deal: 60 t at the mean of July 2026, premium +80."""
    return {
        **call_line(here),
        "quantity": "60.000",
        "pricing": "average",
        "premium": "80.00",
        "weight_basis": "seller",
        "scale_tolerance": "0",
        **JULY,
        **facts,
    }


def fixed_line(here: World, quantity: str = "100.000", **facts: Any) -> dict[str, Any]:
    """A line at a fixed price without tolerance."""
    return {
        "product_id": here.product,
        "warehouse_id": here.warehouse,
        "quantity": quantity,
        "pricing": "fixed",
        "fixed_price": "102440.00",
        **facts,
    }


def body(here: World, **facts: Any) -> dict[str, Any]:
    """The reference deal as it is typed."""
    return {
        "on": "2026-06-30",
        "party_id": here.buyer,
        "seller_id": here.seller,
        "delivery_place": "江苏省宜兴市买方工厂",
        "delivery_mode": "卖方送到",
        "delivery_until": "2026-08-31",
        "lines": [call_line(here), average_line(here)],
        "terms": TERMS,
        **facts,
    }


def draft(boss: Door, here: World, **facts: Any) -> dict[str, Any]:
    """Write a contract."""
    return boss.do("/crm/contracts", body(here, **facts))


def approved(boss: Door, here: World, **facts: Any) -> dict[str, Any]:
    """Write a contract and have it approved."""
    path = f"/crm/contracts/{draft(boss, here, **facts)['id']}"
    boss.do(f"{path}/submit")
    return boss.do(f"{path}/approve", {"on": "2026-07-01"})


def signed(boss: Door, here: World, **facts: Any) -> dict[str, Any]:
    """Walk a contract to its signature."""
    path = f"/crm/contracts/{approved(boss, here, **facts)['id']}"
    boss.do(f"{path}/send", {"on": "2026-07-01", "via": "电子签"})
    return boss.do(f"{path}/sign", {"on": "2026-07-01", "signed_place": "上海市浦东新区"})


def see(boss: Door, contract: dict[str, Any]) -> dict[str, Any]:
    """Read a contract again."""
    return boss.see(f"/crm/contracts/{contract['id']}")


def neighbour(*permissions: str) -> Door:
    """Somebody of another team who holds these permissions for that team's own papers."""
    west = unit("华西")
    grants = dict.fromkeys(("crm.view_contract", "crm.view_fixing", *permissions), Scope.TEAM)
    return door_for(person("neighbour", team=west, grants=grants))


def holder(*permissions: str) -> Door:
    """Somebody who may do this on every paper."""
    granted = ("crm.view_contract", "crm.view_fixing", "crm.view_amendment", *permissions)
    return door_for(person("holder", grants=dict.fromkeys(granted, Scope.ALL)))
