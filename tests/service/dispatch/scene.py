"""What dispatch and maintenance begin with: a machine in Wuxi and who could go there."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.core.access.actor import system
from backend.core.documents.source import Source
from backend.service.asset import actions as assets
from backend.service.asset.models import Asset
from tests.house_kit import Door, person
from tests.supply import kit

Json = dict[str, Any]
SELF = system("story")
MONDAY = "2026-07-06"
HOME = {"latitude": "31.570000", "longitude": "120.300000"}


@dataclass
class Scene:
    """Ids of what exists."""

    boss: Door
    customer: str
    machine: str
    asset: str
    people: dict[str, str] = field(default_factory=dict)

    def order(self, **facts: Any) -> Json:
        """An order for the machine."""
        body = {"kind": "repair", "asset_id": self.asset, "summary": "主轴异响", **facts}
        return self.boss.do("/service/work-orders", body)

    def engineer(self, name: str, level: int = 3, **facts: Any) -> None:
        """Somebody who knows machine tools."""
        body = {"on": MONDAY, "user_id": person(name).pk, "name": name, **HOME,
                "skills": [{"code": "cnc", "level": level}], **facts}  # fmt: skip
        self.people[name] = self.boss.do("/service/engineers", body)["id"]

    def roster(self, name: str) -> None:
        """Eight to five, from Monday to Friday."""
        week = {"first": MONDAY, "last": "2026-07-12", "weekdays": [1, 2, 3, 4, 5],
                "opens": "08:00", "closes": "17:00"}  # fmt: skip
        self.boss.do(f"/service/engineers/{self.people[name]}/roster", week)

    def schedule(self, order: Json, name: str, start: str, until: str, day: str = MONDAY) -> Json:
        """An order booked."""
        body = {"engineer_id": self.people[name], "starts_at": f"{day}T{start}:00+08:00",
                "ends_at": f"{day}T{until}:00+08:00"}  # fmt: skip
        return self.boss.do(f"/service/work-orders/{order['id']}/schedule", body)

    def place(self, serial: str, latitude: str, longitude: str, **facts: Any) -> str:
        """Another machine of the customer, on the map."""
        made = assets.create_for(
            actor=SELF,
            at=datetime.fromisoformat("2026-03-01T10:00:00+08:00"),
            source=Source("crm.delivery", uuid.uuid4(), "FH"),
            product_id=UUID(self.machine),
            serial=serial,
            customer_id=UUID(self.customer),
            address="无锡市新吴区沪太路 18 号",
        )
        Asset.objects.filter(pk=made.pk).update(latitude=latitude, longitude=longitude, **facts)
        return str(made.pk)


def scene(boss: Door) -> Scene:
    """A customer of Wuxi with one machine; nobody to go there yet."""
    kit.ours(boss)
    customer = kit.party(boss, "明达机械有限公司")["id"]
    machine = kit.product(
        boss, "CK6140", name="数控车床 CK6140", unit_of_measure="台", category="part",
        metal="other", weight_rule="none", tracking="serial",
    )["id"]  # fmt: skip
    made = Scene(boss, customer, machine, "")
    made.asset = made.place("SN2026-0001", "31.570000", "120.300000")
    return made
