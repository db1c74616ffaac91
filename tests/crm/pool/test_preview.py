"""What the preview says is what the night does, whatever the customers and the rules."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.core.access.actor import system
from backend.core.events.models import Event
from backend.crm.customer.models import Customer
from backend.crm.pool import actions, queries
from backend.crm.pool.models import OwnershipEvent, PoolEntry, RecycleRule, RecycleWarning
from tests.crm.pool.kit import NOW, a_pool, company, lead, moment, rep, user_of
from tests.house_kit import Door

TODAY = date(2026, 7, 1)
MANY = 8
DAYS = st.integers(0, 60)
FACTS = st.fixed_dictionaries(
    {
        "level": st.sampled_from("ABCD"),
        "state": st.sampled_from(["prospect", "developing", "active"]),
        "segment": st.sampled_from(["", "电缆厂"]),
        "collected": DAYS,
        "contact": st.none() | DAYS,
        "deal": st.none() | DAYS,
        "locked": st.none() | st.integers(-3, 3),
    }
)
RULES = st.fixed_dictionaries(
    {
        "clock": st.sampled_from(
            ["since_collected", "since_last_contact", "since_no_deal", "since_no_opportunity"]
        ),
        "days": st.integers(8, 50),
        "level_days": st.lists(
            st.fixed_dictionaries({"level": st.sampled_from("ABCD"), "days": st.integers(8, 50)}),
            max_size=2,
            unique_by=lambda row: row["level"],
        ),
        "levels": st.lists(st.sampled_from("ABCD"), max_size=3, unique=True),
        "states": st.sampled_from([[], ["prospect"], ["developing", "active"]]),
        "exemptions": st.sampled_from([[], ["dealt"], ["active", "open_opportunity"]]),
        "warn_days": st.sampled_from([[], [7, 3, 1], [5]]),
        "target": st.sampled_from(["pool", "manager", "previous_owner"]),
        "priority": st.integers(1, 3),
        "grace_days": st.integers(0, 2),
    }
)


@pytest.fixture
def world(boss: Door) -> tuple[dict[str, Any], list[str]]:
    """A pool and some customers of two people whose manager leads the team."""
    seller, other, chief = rep("seller"), rep("other"), lead("chief")
    user_of(chief).memberships.update(is_lead=True)
    pool = a_pool(boss, seller, other)
    with moment(NOW):
        made = [company([seller, other][n % 2], n)["id"] for n in range(MANY)]
        boss.do(
            f"/crm/customers/{made[0]}/assign",
            {"owner_id": user_of(other).pk, "reason": "换人"},
        )
    return pool, made


def at(days_ago: int) -> datetime:
    return datetime.combine(TODAY - timedelta(days=days_ago), time(4), UTC)


def dress(pk: str, facts: dict[str, Any]) -> None:
    """Make a customer look as if this had happened to it."""
    deal = None if facts["deal"] is None else TODAY - timedelta(days=facts["deal"])
    locked = None if facts["locked"] is None else TODAY + timedelta(days=facts["locked"])
    Customer.objects.filter(pk=pk).update(
        level=facts["level"],
        state=facts["state"],
        segment=facts["segment"],
        collected_at=at(facts["collected"]),
        last_contact_at=None if facts["contact"] is None else at(facts["contact"]),
        first_deal_on=deal,
        last_deal_on=deal,
        locked_until=locked,
    )


class Undo(Exception):
    """Each example leaves the world as it was."""


def told(night: queries.Night) -> tuple[Any, Any]:
    falls = {(f.customer_id, f.rule.pk, f.pool_id, f.to_id, f.falls_on) for f in night.falls}
    warns = {(w.customer_id, w.rule.pk, w.threshold, w.falls_on) for w in night.warns}
    return falls, warns


def happened(before: dict[Any, int | None]) -> Iterator[tuple[Any, Any, Any]]:
    """Who lost which customer to whom, as the tables tell it."""
    for row in Customer.objects.filter(pk__in=before):
        if row.owner_id != before[row.pk]:
            entry = PoolEntry.objects.filter(customer=row, left_at=None).first()
            yield row.pk, entry.pool_id if entry else None, row.owner_id


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    facts=st.lists(FACTS, min_size=MANY, max_size=MANY),
    rules=st.lists(RULES, min_size=1, max_size=3),
)
def test_the_night_does_what_the_preview_said_and_no_more(
    world: tuple[dict[str, Any], list[str]], facts: list[Any], rules: list[Any]
) -> None:
    pool, made = world
    try:
        with transaction.atomic(), moment(at(0)):
            for pk, row in zip(made, facts, strict=True):
                dress(pk, row)
            for number, rule in enumerate(rules):
                RecycleRule.objects.create(
                    name=f"规则{number}", pool_id=pool["id"], created_at=NOW, updated_at=NOW, **rule
                )
            _compare()
            raise Undo
    except Undo:
        pass


def _compare() -> None:
    before = dict(Customer.objects.values_list("pk", "owner_id"))
    preview = queries.night(TODAY)
    ledger = OwnershipEvent.objects.count()

    done = actions.recycle(TODAY, actor=system("clock"))

    assert told(done) == told(preview)
    assert set(happened(before)) == {(f.customer_id, f.pool_id, f.to_id) for f in preview.falls}
    assert OwnershipEvent.objects.count() == ledger + len(preview.falls)
    warned = RecycleWarning.objects.values_list("customer_id", "rule_id", "threshold", "falls_on")
    assert set(warned) == told(preview)[1]
    events = Event.objects.count()
    again = actions.recycle(TODAY, actor=system("clock"))
    assert told(again) == (set(), set())
    assert Event.objects.count() == events
