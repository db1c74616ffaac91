"""People, pools and customers the stories of the pool share."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from backend.core import context
from backend.core.access.models import Scope
from backend.core.people.models import User
from tests.crm.customer.kit import EVERYTHING, PHONES, a_customer
from tests.house_kit import Door, door_for, person, unit

NOW = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
"""Ten in the morning of 2026-07-01 in Shanghai."""
POOL_VERBS = [
    "crm.view_pool",
    "crm.view_pool_entry",
    "crm.create_pool_entry",
    "crm.claim_pool_entry",
    "crm.assign_pool_entry",
    "crm.move_pool_entry",
    "crm.view_recycle_rule",
    "crm.view_recycle_extension",
    "crm.create_recycle_extension",
    "crm.view_ownership_event",
    "crm.lock_customer",
    "crm.unlock_customer",
]
LEADS = ["crm.assign_customer", "core.assign_party"]


@contextmanager
def moment(at: datetime) -> Iterator[None]:
    """Let the story be at a moment."""
    token = context.clock.set(at)
    try:
        yield
    finally:
        context.clock.reset(token)


def later(**span: float) -> Any:
    """Let the story be some time after it began."""
    return moment(NOW + timedelta(**span))


def rep(name: str, team: str = "华东一组", *, scope: int = Scope.OWN, **extra: int) -> Door:
    """Make a salesperson who may do everything with customers and pools that reps do."""
    grants = {**dict.fromkeys([*EVERYTHING, *POOL_VERBS], scope), **extra}
    return door_for(person(name, team=unit(team), grants=grants, fields=PHONES))


def lead(name: str, team: str = "华东一组") -> Door:
    """Make somebody who also gives customers of the team away."""
    return rep(name, team, scope=Scope.TREE, **dict.fromkeys(LEADS, Scope.TREE))


def user_of(door: Door) -> User:
    """Give the person behind a door."""
    assert door.user is not None
    return door.user


def a_pool(boss: Door, *members: Door, **facts: Any) -> dict[str, Any]:
    """Open a pool with these members."""
    ids = [user_of(member).pk for member in members]
    return boss.do("/crm/pools", {"name": "华东公海", "member_ids": ids, **facts})


def company(door: Door, number: int = 1, **facts: Any) -> dict[str, Any]:
    """Make a customer of a company of its own."""
    party = {
        "name": f"无锡{number:03d}金属制品有限公司",
        "short_name": f"锡金{number:03d}",
        "province": "江苏",
        "city": "无锡",
        "phone": f"1381234{number:04d}",
    }
    people = [{"name": "王采购", "title": "经理", "phone": f"1390000{number:04d}"}]
    return a_customer(door, **{"party": party, "contacts": people, "level": "C", **facts})


def put_back(door: Door, customer: dict[str, Any], pool: dict[str, Any]) -> dict[str, Any]:
    """Give a customer back to a pool."""
    return door.do(
        "/crm/pool-entries",
        {"customer_id": customer["id"], "pool_id": pool["id"], "reason": "长期无需求"},
    )


def a_rule(boss: Door, pool: dict[str, Any] | None, **facts: Any) -> dict[str, Any]:
    """Put a rule in force: 30 days without a contact, warned seven, three and one before."""
    body = {
        "name": "30 天未跟进",
        "pool_id": pool["id"] if pool else None,
        "clock": "since_last_contact",
        "days": 30,
        "warn_days": [7, 3, 1],
        **facts,
    }
    return boss.do("/crm/recycle-rules", body)
