"""What the stories of tickets begin with: one customer, three machines, people with roles."""

from dataclasses import dataclass
from typing import Any

from backend.core.access import actor as actors
from backend.core.access.models import Assignment, Role
from backend.core.people.models import User
from backend.service.asset.models import Asset
from tests.house_kit import Door, door_for, person
from tests.supply import kit

Json = dict[str, Any]
TICKETS = "/service/tickets"


def at(text: str) -> str:
    """A moment of September 2026 in Shanghai: `07 10:00`."""
    day, _space, clock = text.partition(" ")
    return f"2026-09-{day}T{clock}:00+08:00"


@dataclass
class World:
    """Ids of what exists: a machine in warranty, one with a contract of hours, one without."""

    boss: Door
    customer: str
    other: str
    product: str
    covered: str
    promised: str
    bare: str

    def open(self, **facts: Any) -> Json:
        """A ticket that came in on Monday at 10:00."""
        body = {"at": at("07 10:00"), "summary": "主轴异响", **facts}
        body.setdefault("asset_id", self.covered)
        return self.boss.do(TICKETS, body)

    def do(self, ticket: Json, verb: str, moment: str = "", **facts: Any) -> Json:
        """A step of a ticket that must succeed."""
        body = {**({"at": at(moment)} if moment else {}), **facts}
        return self.boss.do(f"{TICKETS}/{ticket['id']}/{verb}", body)

    def refused(self, ticket: Json, verb: str, status: int, **facts: Any) -> Json:
        """A step of a ticket that must be refused; its problem."""
        answer = self.boss.post(f"{TICKETS}/{ticket['id']}/{verb}", facts)
        assert answer.status_code == status, (verb, answer.status_code, answer.body)
        found: Json = answer.body
        return found

    def see(self, ticket: Json) -> Json:
        """A ticket as it is now."""
        return self.boss.see(f"{TICKETS}/{ticket['id']}")

    def label(self, asset: str) -> str:
        """The path that the code on a machine opens."""
        return f"/m/{Asset.objects.get(pk=asset).qr_token}"


def world(boss: Door) -> World:
    """Three machines of one customer, and a second customer with none."""
    customer = kit.party(boss, "明达机械有限公司", email="service@mingda-test.cn")["id"]
    other = kit.party(boss, "联成精工有限公司")["id"]
    product = kit.product(
        boss, "CK6140", name="数控车床 CK6140", category="part", metal="other",
        weight_rule="none", unit_of_measure="台", tracking="serial",
    )["id"]  # fmt: skip

    def machine(serial: str, **facts: Any) -> str:
        body = {"on": "2026-01-05", "product_id": product, "serial": serial}
        made = boss.do(
            "/service/assets",
            {**body, "customer_id": customer, "delivered_on": "2026-01-05", **facts},
        )
        return str(made["id"])

    covered = machine("SN2026-0001", warranty_months=12)
    promised = machine("SN2026-0002")
    grant = {
        "kind": "contract", "starts_on": "2026-01-01", "ends_on": "2026-12-31",
        "response_hours": 2, "onsite_hours": 4, "restore_hours": 8, "resolve_hours": 24,
        "calendar": "always", "basis_no": "FWHT-1", "covers_parts": False,
    }  # fmt: skip
    boss.do(f"/service/assets/{promised}/grant", grant)
    return World(boss, customer, other, product, covered, promised, machine("SN2026-0003"))


def worker(name: str, role: str) -> tuple[User, Door]:
    """A person of one of the house's own roles."""
    user = person(name)
    Assignment.objects.create(user=user, role=Role.objects.get(code=role))
    actors.renew([user.pk])
    user.refresh_from_db()
    return user, door_for(user)


def clocks(ticket: Json) -> dict[str, Json]:
    """The clocks of a ticket by kind."""
    return {one["kind"]: one for one in ticket["clocks"]}
