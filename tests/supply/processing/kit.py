"""A small world of processing: our company, a mill, a customer, cathode, rod and scrap."""

from dataclasses import dataclass
from typing import Any

from backend.core import invariants
from backend.goods.cost.models import CostPool
from backend.goods.stock.models import Balance, Lot
from tests.house_kit import Door
from tests.supply import kit

DAY = "2026-07-01"


def at(day: int, clock: str = "09:00") -> str:
    """A moment of July."""
    return f"2026-07-{day:02d}T{clock}:00+08:00"


@dataclass
class Works:
    """Ids of what exists, and the steps of a story."""

    boss: Door
    ids: dict[str, str]

    def path(self, order: str, verb: str = "") -> str:
        """The path of an order or of one of its verbs."""
        return f"/supply/process-orders/{order}" + (f"/{verb}".replace("_", "-") if verb else "")

    def do(self, order: str, verb: str, body: Any = None) -> dict[str, Any]:
        """Use a verb and expect success."""
        return self.boss.do(self.path(order, verb), body)

    def refused(self, order: str, verb: str, body: Any = None, *, status: int = 409) -> str:
        """Use a verb and expect a refusal; what it says."""
        before = self.boss.see(self.path(order))
        answer = self.boss.post(self.path(order, verb), body)
        assert answer.status_code == status, answer.body
        assert self.boss.see(self.path(order)) == before
        return f"{answer.body['type']} {answer.body['detail']} {answer.body.get('errors', '')}"

    def lot(self, weight: str, unit_cost: str | None, *, day: int = 1, **facts: Any) -> str:
        """Cathode in our warehouse."""
        body = {
            "at": at(day),
            "product_id": self.ids["cathode"],
            "warehouse_id": self.ids["own"],
            "owner_party_id": self.ids["us"],
            "weight": weight,
            "unit_cost": unit_cost,
            **facts,
        }
        return str(self.boss.do("/goods/lots", body)["id"])

    def order(self, *, released: bool = True, **facts: Any) -> dict[str, Any]:
        """An order for rod from cathode at the mill, placed unless told."""
        body = {
            "on": DAY,
            "company_id": self.ids["us"],
            "processor_id": self.ids["processor"],
            "bom_id": self.ids["bom"],
            "outputs": [{"product_id": self.ids["rod"], "quantity": "4.650"}],
            **facts,
        }
        made = self.boss.do("/supply/process-orders", body)
        for verb, given in (("submit", None), ("approve", None), ("release", {"on": DAY})):
            if released:
                made = self.do(made["id"], verb, given)
        return made

    def send(
        self, order: str, lot: str, weight: str, *, day: int = 2, **facts: Any
    ) -> dict[str, Any]:
        """Send a lot from our warehouse to the mill."""
        line = {"lot_id": lot, "warehouse_id": self.ids["own"], "weight": weight}
        return self.do(order, "issue", {"at": at(day), "lines": [line], **facts})

    def back(self, order: dict[str, Any], *, day: int = 5, **facts: Any) -> dict[str, Any]:
        """The body of a receipt of the order's first output."""
        rows = {k: facts.pop(k) for k in ("accepted", "rejected", "rework") if k in facts}
        outputs = [{"output_id": order["outputs"][0]["id"], **rows}] if rows else []
        return {"at": at(day), "warehouse_id": self.ids["own"], "outputs": outputs, **facts}

    def settle(self, order: str, **facts: Any) -> dict[str, Any]:
        """Work a statement out, let the other side agree and book it."""
        made = self.boss.do("/supply/processing-settlements", {"on": DAY, "order_id": order,
                                                               **facts})  # fmt: skip
        path = f"/supply/processing-settlements/{made['id']}"
        self.boss.do(f"{path}/match")
        self.boss.do(f"{path}/agree", {"on": DAY, "agreed_by": "王厂长"})
        return self.boss.do(f"{path}/settle", {"on": DAY, "at": at(20)})

    def stock(self, product: str) -> dict[str, str]:
        """Tonnes of a product by warehouse code."""
        rows = Balance.objects.filter(product_id=self.ids[product], actual__gt=0)
        found: dict[str, Any] = {}
        for row in rows.select_related("warehouse"):
            found[row.warehouse.code] = found.get(row.warehouse.code, 0) + row.actual
        return {code: str(tonnes) for code, tonnes in found.items()}

    def worth(self, product: str) -> str:
        """What a product is worth in our books."""
        rows = CostPool.objects.filter(product_id=self.ids[product])
        return str(sum(row.value for row in rows))

    def ticket(self, net: str, *, product: str = "cathode", day: int = 2) -> str:
        """A completed weigh ticket."""
        made = self.boss.do(
            "/goods/weighings",
            {
                "opened_at": at(day, "08:00"),
                "direction": "out",
                "mode": "tare_first",
                "warehouse_id": self.ids["own"],
                "product_id": self.ids[product],
                "plate": "苏B12345",
            },
        )
        path = f"/goods/weighings/{made['id']}"
        kg = int(net.replace(".", ""))
        for kind, value, clock in (("tare", 8000, "08:10"), ("gross", 8000 + kg, "08:40")):
            body = {"kind": kind, "kg": str(value), "at": at(day, clock), "device": "scale"}
            self.boss.do(f"{path}/weigh", body)
        self.boss.do(f"{path}/complete", {"at": at(day, "08:41")})
        return str(made["id"])

    def parents(self, lot: str) -> dict[str, str]:
        """What a lot was made of, by lot id."""
        rows = Lot.objects.get(pk=lot).parents.all()
        return {str(row.parent_id): str(row.weight) for row in rows}


def works(boss: Door) -> Works:
    """Make the world."""
    us, mill = kit.ours(boss), kit.party(boss, "常州精工铜材厂")
    customer = kit.party(boss, "苏州电缆有限公司")
    place = {"kind": "processor", "operator_id": mill["id"]}
    ids = {
        "us": us["id"],
        "mill": mill["id"],
        "customer": customer["id"],
        "own": kit.warehouse(boss, "WX-1")["id"],
        "shop": kit.warehouse(boss, "SHOP")["id"],
        "there": kit.warehouse(boss, "CZ-M", **place)["id"],
        "cathode": kit.product(boss)["id"],
        "rod": kit.product(boss, "ROD-8", name="铜杆 8mm", category="rod")["id"],
        "scrap": kit.product(boss, "SCRAP", name="铜废料", category="scrap")["id"],
    }
    processor = boss.do(
        "/supply/processors",
        {
            "on": DAY,
            "party_id": ids["mill"],
            "warehouse_id": ids["there"],
            "capabilities": ["draw"],
            "scrap_policy": "bought",
            "allows_swap": True,
            "max_at_risk": "310000.00",
            "rates": [{"capability": "draw", "std_yield": "0.93", "fee_price": "2260.0000"}],
        },
    )
    ids["processor"] = processor["id"]
    bom = boss.do(
        "/supply/boms",
        {
            "on": DAY,
            "product_id": ids["rod"],
            "capability": "draw",
            "std_yield": "0.93",
            "std_loss": "0.01",
            "allowed_extra": "0.005",
            "inputs": [{"product_id": ids["cathode"], "share": "1"}],
            "byproducts": [
                {"product_id": ids["scrap"], "policy": "returned", "unit_value": "40000"}
            ],
        },
    )
    boss.do(f"/supply/boms/{bom['id']}/activate")
    ids["bom"] = bom["id"]
    return Works(boss, ids)


def faults() -> list[str]:
    """Everything that is wrong with stock, cost and processing."""
    names = [n for n in invariants.names() if n.startswith(("goods.", "supply.processing."))]
    assert "supply.processing.cost_closes" in names
    return [fault for name in names for fault in invariants.check(name)]
