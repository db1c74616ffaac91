"""What the stories of work orders begin with: a machine in warranty, an engineer with a van."""

import io
import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from PIL import Image

from backend.core.access.actor import system
from backend.core.documents.source import Source
from backend.goods.serial import actions as serials
from backend.service.asset import actions as assets
from backend.service.ticket import actions as tickets
from tests.house_kit import API, Door, person
from tests.supply import kit

Json = dict[str, Any]
SELF = system("story")
STOCKED = "2026-06-10T09:00:00+08:00"
DAY = "2026-07-06"


def clock(text: str, day: str = DAY) -> str:
    """A moment of the story's day in Shanghai."""
    return f"{day}T{text}:00+08:00"


@dataclass
class World:
    """Ids of what exists."""

    boss: Door
    ours: str
    customer: str
    supplier: str
    machine: str
    drive: str
    seal: str
    depot: str
    van: str
    engineer: str
    asset: str
    user_id: int

    def order(self, **facts: Any) -> Json:
        """An order for the machine."""
        body = {"kind": "repair", "asset_id": self.asset, "summary": "主轴异响", **facts}
        return self.boss.do("/service/work-orders", body)

    def do(self, order: Json, verb: str, body: Json | None = None) -> Json:
        """A step of an order that must succeed."""
        return self.boss.do(f"/service/work-orders/{order['id']}/{verb}", body)

    def refused(self, order: Json, verb: str, body: Json, *, status: int = 409) -> Json:
        """A step of an order that must be refused; its problem."""
        return kit.refused(
            self.boss, f"/service/work-orders/{order['id']}/{verb}", body, status=status
        )

    def schedule(self, order: Json, start: str = "09:00", until: str = "12:00") -> Json:
        """The engineer booked on the story's day."""
        body = {"engineer_id": self.engineer, "starts_at": clock(start), "ends_at": clock(until)}
        return self.do(order, "schedule", body)

    def at_work(self, **facts: Any) -> Json:
        """An order that the engineer works on since 09:40, 30 minutes and 24.5 km away."""
        made = self.order(**facts)
        self.schedule(made)
        self.do(made, "dispatch", {"at": clock("08:00")})
        self.do(made, "accept", {"at": clock("08:10")})
        self.do(made, "depart", {"at": clock("09:00")})
        self.do(made, "arrive", {"at": clock("09:30"), "km": "24.5"})
        return self.do(made, "start", {"at": clock("09:40")})

    def stock(self, product: str, warehouse: str, nos: list[str], *, cost: str) -> Json:
        """Parts taken into stock, by serial."""
        lot = self.lot(product, warehouse, f"{len(nos)}.000", cost=cost)
        serials.take_in(
            actor=SELF,
            at=datetime.fromisoformat(STOCKED),
            product_id=UUID(product),
            lot_id=UUID(lot["id"]),
            warehouse_id=UUID(warehouse),
            nos=nos,
            source=Source("goods.lot", UUID(lot["id"]), lot["no"]),
        )
        return lot

    def lot(self, product: str, warehouse: str, weight: str, *, cost: str) -> Json:
        """Goods of ours taken into stock."""
        return self.boss.do(
            "/goods/lots",
            {
                "at": STOCKED,
                "product_id": product,
                "warehouse_id": warehouse,
                "owner_party_id": self.ours,
                "weight": weight,
                "unit_cost": cost,
            },
        )

    def left(self, product: str) -> dict[str, str]:
        """What is in stock of a product, by warehouse code."""
        from backend.goods.stock.models import Balance

        rows = Balance.objects.filter(product_id=product).exclude(actual=0)
        found: dict[str, Decimal] = {}
        for code, actual in rows.values_list("warehouse__code", "actual"):
            found[code] = found.get(code, Decimal(0)) + actual
        return {code: f"{actual:f}" for code, actual in sorted(found.items())}


def world(boss: Door) -> World:
    """One customer's machine, delivered on 2026-03-01 with twelve months of warranty."""
    ours = kit.ours(boss)["id"]
    customer = kit.party(boss, "明达机械有限公司")["id"]
    supplier = kit.party(boss, "精工传动股份有限公司")["id"]
    goods = {"category": "part", "metal": "other", "weight_rule": "none"}
    machine = kit.product(
        boss, "CK6140", name="数控车床 CK6140", unit_of_measure="台", tracking="serial",
        warranty_months=12, **goods,
    )["id"]  # fmt: skip
    drive = kit.product(
        boss, "DRV-7.5", name="主轴驱动器 7.5kW", unit_of_measure="件", tracking="serial", **goods
    )["id"]
    seal = kit.product(boss, "SEAL-40", name="油封 40×62×8", unit_of_measure="件", **goods)["id"]
    depot = kit.warehouse(boss, "DEPOT")["id"]
    van = kit.warehouse(boss, "VAN-01", name="服务车一号", kind="van")["id"]
    user = person("liu")
    engineer = boss.do(
        "/service/engineers",
        {"on": DAY, "user_id": user.pk, "name": "刘工", "van_id": van,
         "skills": [{"code": "cnc", "level": 3}]},
    )["id"]  # fmt: skip
    asset = assets.create_for(
        actor=SELF,
        at=datetime.fromisoformat("2026-03-01T10:00:00+08:00"),
        source=Source("crm.delivery", uuid.uuid4(), "FH-1"),
        product_id=UUID(machine),
        serial="SN2026-0001",
        customer_id=UUID(customer),
        address="无锡市新吴区沪太路 18 号",
    )
    made = World(
        boss, ours, customer, supplier, machine, drive, seal, depot, van, engineer,
        str(asset.pk), user.pk,
    )  # fmt: skip
    made.stock(drive, van, ["D-100", "D-101"], cost="1500.0000")
    made.stock(drive, depot, ["D-200", "D-201", "D-202"], cost="1500.0000")
    made.lot(seal, van, "10.000", cost="12.5000")
    return made


def ticket(here: World, at: str, *, source: str = "story") -> str:
    """A fault of the machine that was reported."""
    made = tickets.open_for(
        actor=SELF,
        customer_id=UUID(here.customer),
        asset_id=UUID(here.asset),
        kind="fault",
        channel="phone",
        summary="主轴异响",
        description="",
        at=datetime.fromisoformat(at),
        source=source,
        symptom_code="noise",
    )
    return str(made.pk)


def attach(door: Door, order: Json, colour: str = "red") -> str:
    """A picture on an order; its id."""
    assert door.client is not None
    upload = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(upload, "PNG")
    upload.seek(0)
    upload.name = f"{colour}.png"
    form = {"document": "service.work_order", "document_id": order["id"], "kind": "photo"}
    answer = door.client.post(
        f"{API}/core/attachments",
        {**form, "file": upload},
        HTTP_IDEMPOTENCY_KEY=str(uuid.uuid4()),
    )
    assert answer.status_code == 201, answer.content
    return str(json.loads(answer.content)["id"])
