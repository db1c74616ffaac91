"""The world of price books: two rods and a sheet, a customer of tier A in Jiangsu, real prices."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from backend.core.access.models import Scope
from tests.crm.contract import kit as contracts
from tests.house_kit import Door, door_for, person, unit
from tests.market import kit as market

PATH = "/crm/price-books"
ON = "2026-07-10"


@dataclass(frozen=True)
class World:
    """What a story finds on file."""

    seller: str
    buyer: str
    customer: str
    rod: str
    thick: str
    sheet: str
    copper: str


def world(boss: Door) -> World:
    """Fill the world: copper rod 8 mm and 20 mm, copper sheet 3 mm."""
    market.seed()
    contracts.prices("2026-06-", "2026-07-")
    market.bring(market.cut("usdcny_daily.csv", holding=["2026-05-"]), name="usdcny_daily.csv")
    seller = contracts.company(boss, "上海衡金属贸易有限公司", "91310115MA1K35XY1", is_ours=True)
    made = customer(boss, "江苏远东电缆有限公司", tier="A", province="江苏")
    return World(
        seller=seller,
        buyer=made["party_id"],
        customer=made["id"],
        rod=product(boss, "CU-ROD-8", "rod", "round_bar", {"diameter": "8", "length": "1000"}),
        thick=product(boss, "CU-ROD-20", "rod", "round_bar", {"diameter": "20", "length": "1000"}),
        sheet=product(
            boss, "CU-PLATE-3", "plate", "sheet",
            {"thickness": "3", "width": "1000", "length": "2000"},
        ),
        copper=str(market.instrument("SHFE.CU").pk),
    )  # fmt: skip


def customer(boss: Door, name: str, *, tier: str = "", province: str = "") -> dict[str, Any]:
    """Put a customer on file."""
    return boss.do(
        "/crm/customers",
        {"on": "2026-06-01", "party": {"name": name, "province": province}, "price_tier": tier},
    )


def product(boss: Door, code: str, category: str, rule: str, sizes: dict[str, str]) -> str:
    """Put a copper product on file."""
    body = {
        "code": code, "name": code, "category": category, "metal": "cu",
        "weight_rule": rule, "dimensions": sizes, "density": "8.9",
    }  # fmt: skip
    return str(boss.do("/goods/products", body)["id"])


def fixed(price: str, **facts: Any) -> dict[str, Any]:
    """An entry with a price."""
    return {"kind": "fixed", "price": price, **facts}


def draft(boss: Door, *entries: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """Write a price book; a list book of the year unless told otherwise."""
    head = {"on": "2026-01-01", "name": "价格表", "valid_from": "2026-01-01", "scope": "list"}
    return boss.do(PATH, {**head, **facts, "entries": list(entries)})


def book(boss: Door, *entries: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """Write a price book and approve it."""
    made = draft(boss, *entries, **facts)
    return boss.do(f"{PATH}/{made['id']}/approve", {"on": "2026-01-01"})


def follow(boss: Door, made: dict[str, Any], verb: str = "revise", **facts: Any) -> dict[str, Any]:
    """Write the next revision and read it."""
    new = str(uuid4())
    boss.do(f"{PATH}/{made['id']}/{verb}", {"id": new, **facts})
    return boss.see(f"{PATH}/{new}")


def ask(boss: Door, product_id: str, quantity: str = "5", **facts: Any) -> Any:
    """Ask for a price."""
    body = {"product_id": product_id, "quantity": quantity, "on": ON, **facts}
    return boss.post(f"{PATH}/resolve", body)


def price(boss: Door, product_id: str, quantity: str = "5", **facts: Any) -> str:
    """The price alone."""
    answer = ask(boss, product_id, quantity, **facts)
    assert answer.status_code == 200, answer.body
    return str(answer.body["price"])


def neighbour(*verbs: str) -> Door:
    """Somebody of another team who may do this with that team's own books."""
    names = [f"crm.{verb}_pricebook" for verb in ("view", *verbs)]
    return door_for(person("neighbour", team=unit("华西"), grants=dict.fromkeys(names, Scope.TEAM)))


def holder(*verbs: str, **fields: int) -> Door:
    """Somebody who may do this with every book."""
    names = [f"crm.{verb}_pricebook" for verb in ("view", *verbs)]
    names += ["core.view_party", "goods.view_product", "market.view_instrument"]
    return door_for(person("holder", grants=dict.fromkeys(names, Scope.ALL)))
