"""A yard with a scale, a qualified supplier, and purchases whose goods come in."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.house_kit import Door
from tests.supply import kit

Json = dict[str, Any]
DAY = "2026-07-10"
PLATE = "苏B12345"
TARE = Decimal("15.000")
BANK = {"bank": "工商银行贵溪支行", "account": "1507020109000012345"}
TERMS: list[Json] = [
    {"portion": "percent", "percent": "0.30", "trigger": "signing"},
    {"portion": "percent", "percent": "0.60", "trigger": "received", "offset_days": 3},
    {"portion": "rest", "trigger": "final_settlement", "offset_days": 5},
]


def at(clock: str, day: str = DAY) -> str:
    """A moment by the clock of the company."""
    return f"{day}T{clock}:00+08:00"


@dataclass
class Yard:
    """What a story finds on file, and the steps it takes again and again."""

    boss: Door
    ours: str
    seller: str
    product: str
    warehouse: str
    bank: str
    purchase: Json = field(default_factory=dict)

    def buy(self, *lines: Json, terms: list[Json] | None = None, **facts: Any) -> Json:
        """A purchase that was sent to and accepted by the supplier."""
        do, body = self.boss.do, {"on": "2026-07-01", "party_id": self.seller, **facts}
        rows = [self.line(**line) for line in lines or ({},)]
        made = do(
            "/supply/purchases",
            {**body, "buyer_id": self.ours, "lines": rows, "terms": terms or TERMS},
        )
        path = f"/supply/purchases/{made['id']}"
        do(f"{path}/submit")
        do(f"{path}/approve", {"on": "2026-07-01"})
        do(f"{path}/send", {"on": "2026-07-02", "via": "邮件"})
        self.purchase = do(f"{path}/acknowledge", {"on": "2026-07-03", "by": "陈工"})
        return self.purchase

    def line(self, **facts: Any) -> Json:
        """20 t of copper at 70,000, supplier's weight within 2 per mille, 1 % either way."""
        return {
            "product_id": self.product,
            "warehouse_id": self.warehouse,
            "quantity": "20.000",
            "tolerance_more": "0.01",
            "tolerance_less": "0.01",
            "pricing": "fixed",
            "fixed_price": "70000",
            "weight_basis": "seller_within",
            "scale_tolerance": "0.002",
            **facts,
        }

    def ticket(self, net: str, plate: str = PLATE, **facts: Any) -> str:
        """A finished ticket of a truck that came in."""
        do = self.boss.do
        body = {
            "opened_at": at("08:30"),
            "direction": "in",
            "mode": "gross_first",
            "warehouse_id": self.warehouse,
            "product_id": self.product,
            "plate": plate,
        }
        made = do("/goods/weighings", {**body, **facts})
        path = f"/goods/weighings/{made['id']}"
        for kind, tonnes, clock in (
            ("gross", TARE + Decimal(net), "08:31"),
            ("tare", TARE, "09:20"),
        ):
            reading = {"kind": kind, "kg": str(tonnes * 1000), "at": at(clock), "device": "scale"}
            do(f"{path}/weigh", reading)
        do(f"{path}/complete", {"at": at("09:21")})
        return str(made["id"])

    def receipt(self, *, line: int = 0, plate: str = PLATE, **facts: Any) -> Json:
        """A draft receipt of one line of the purchase."""
        row = {
            "purchase_line_id": self.purchase["lines"][line]["id"],
            "brand": "贵冶",
            "pieces": 10,
        }
        row |= {
            name: facts.pop(name) for name in list(facts) if name in ("brand", "pieces", "heat")
        }
        body = {"on": DAY, "kind": "purchase", "purchase_id": self.purchase["id"], "plate": plate}
        return self.boss.do("/supply/receipts", {**body, "lines": [row], **facts})

    def weigh(self, receipt: Json, *, theirs: str | None, ticket: str | None) -> Json:
        """The weights of the only line of a receipt."""
        row = {"line_id": receipt["lines"][0]["id"], "ticket_id": ticket, "their_weight": theirs}
        body = {"at": at("09:30"), "lines": [{**row, "their_ticket_no": "GX-1"}]}
        return self.boss.do(f"/supply/receipts/{receipt['id']}/weigh", body)

    def come(self, ours: str, theirs: str, *, plate: str = PLATE, **facts: Any) -> Json:
        """A truck from the gate into stock; no plan, so the gate is open."""
        made = self.receipt(plate=plate, **facts)
        self.weigh(made, theirs=theirs, ticket=self.ticket(ours, plate))
        path = f"/supply/receipts/{made['id']}"
        self.boss.do(f"{path}/inspect")
        return self.boss.do(f"{path}/post", {"at": at("10:00")})


def yard(boss: Door) -> Yard:
    """Fill the world."""
    seller = kit.supplier(boss, "江西贵溪铜业有限公司", party={"banks": [BANK]}, payment_days=30)
    banks = boss.see(f"/core/parties/{seller['party_id']}")["banks"]
    return Yard(
        boss,
        ours=kit.ours(boss)["id"],
        seller=seller["party_id"],
        product=kit.product(boss)["id"],
        warehouse=kit.warehouse(boss)["id"],
        bank=banks[0].get("id", ""),
    )
