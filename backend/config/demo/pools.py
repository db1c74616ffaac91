"""The pools of the demo company: what fell into them, what was claimed, who is warned."""

from datetime import datetime, time
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from backend.config.demo.desk import Desk
from backend.core import context
from backend.core.access.actor import system
from backend.core.people.models import Unit, User
from backend.crm.pool import actions
from backend.crm.pool.models import PoolEntry

SPARED = ["open_opportunity", "open_quote", "active_contract", "unpaid_receivable", "dealt"]
RULES: list[dict[str, Any]] = [
    {
        "name": "D 级 90 天未跟进",
        "levels": ["D"],
        "clock": "since_last_contact",
        "days": 90,
        "warn_days": [30, 7, 3, 1],
        "max_extensions": 2,
        "extension_days": 15,
        "grace_days": 3,
        "exemptions": SPARED,
        "priority": 10,
    },
    {
        "name": "C 级一年未跟进",
        "levels": ["C"],
        "clock": "since_last_contact",
        "days": 365,
        "warn_days": [30, 7, 3, 1],
        "max_extensions": 1,
        "extension_days": 30,
        "grace_days": 3,
        "exemptions": SPARED,
        "priority": 20,
    },
]


class Company(Protocol):
    """What is needed of the demo company: its people, their desks, its customers, its day."""

    people: dict[str, User]
    customers: list[tuple[str, dict[str, Any]]]
    today: Any

    def desk(self, login: str) -> Desk:
        """This will give a person's desk."""
        ...


def fill(company: Company) -> None:
    """This will open the pools, let the rules run one night, and let members take what waits."""
    zone = ZoneInfo("Asia/Shanghai")
    context.clock.set(datetime.combine(company.today, time(9), zone))
    boss = company.desk("boss")
    east = boss.do("/crm/pools", _pool(company, "华东公海", "华东大区", "region"))
    south = boss.do("/crm/pools", _pool(company, "华南公海", "华南大区", "boss"))
    for name, pool in (("华东大区", east), ("华南大区", south)):
        unit_id = str(Unit.objects.get(name=name).pk)
        for rule in RULES:
            named = f"{name[:2]} · {rule['name']}"
            body = {**rule, "name": named, "pool_id": pool["id"], "for_unit_id": unit_id}
            boss.do("/crm/recycle-rules", body)
    boss.do("/crm/capacity-rules", {"name": "每人客户上限", "max_owned": 200, "max_locked": 20})
    _give_back(company, east)
    actions.recycle(company.today, actor=system("clock"))
    for entry in PoolEntry.objects.filter(way="release").order_by("created_at")[:2]:
        company.desk("sales2").do(f"/crm/pool-entries/{entry.pk}/claim")


def _pool(company: Company, name: str, unit: str, admin: str) -> dict[str, Any]:
    unit_id = str(Unit.objects.get(name=unit).pk)
    return {
        "name": name,
        "scope_unit_id": unit_id,
        "unit_ids": [unit_id],
        "admin_ids": [company.people[admin].pk],
        "claim_limit": 5,
        "claim_period": "day",
        "view_limit_per_day": 50,
        "prev_owner_cooldown_days": 30,
        "hidden_fields": ["contacts", "note", "from_name"],
    }


def _give_back(company: Company, pool: dict[str, Any]) -> None:
    """Customers without prospects, given back by hand with a reason."""
    mine = [customer for login, customer in company.customers[60:] if login == "sales"]
    for customer in mine[:6]:
        company.desk("sales").do(
            "/crm/pool-entries",
            {
                "customer_id": customer["id"],
                "pool_id": pool["id"],
                "reason": "三次拜访未见采购需求",
            },
        )
