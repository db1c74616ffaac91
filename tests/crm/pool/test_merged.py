"""A customer that waits in a pool turns out to be one that somebody cares for."""

from typing import Any

import pytest

from backend.core import invariants
from backend.core.party.models import Party
from backend.crm.customer.models import Customer
from backend.crm.pool.models import PoolEntry
from tests.crm.pool.kit import a_pool, company, put_back, rep, user_of
from tests.house_kit import Door

AT = "2026-07-02T10:00:00+08:00"


@pytest.fixture
def two(boss: Door) -> tuple[Door, dict[str, Any], dict[str, Any]]:
    """Bob's customer, and the same company that lies in the pool under another name."""
    ann, bob = rep("ann"), rep("bob", "华东二组")
    pool = a_pool(boss, ann, bob)
    lying = company(ann, 1)
    put_back(ann, lying, pool)
    return bob, company(bob, 2), lying


def merge(boss: Door, kept: dict[str, Any], gone: dict[str, Any]) -> str:
    body = {"survivor_id": kept["party_id"], "victim_ids": [gone["party_id"]],
            "at": AT, "reason": "同一家公司"}  # fmt: skip
    return f"/core/merges/{boss.do('/core/merges', body)['id']}"


@pytest.mark.parametrize("stays", ["owned", "pooled"])
def test_it_stays_whose_it_is_and_waits_in_no_pool(
    boss: Door, two: tuple[Door, dict[str, Any], dict[str, Any]], stays: str
) -> None:
    bob, owned, lying = two
    kept, gone = (owned, lying) if stays == "owned" else (lying, owned)

    path = merge(boss, kept, gone)

    found = Customer.objects.get(party_id=kept["party_id"])
    assert found.owner_id == Party.objects.get(pk=kept["party_id"]).owner_id == user_of(bob).pk
    assert not PoolEntry.objects.filter(left_at=None).exists()
    assert invariants.check("crm.pool.nobodys") == []

    boss.do(f"{path}/undo", {"at": AT, "reason": "两家不同"})

    assert Customer.objects.get(pk=owned["id"]).owner_id == user_of(bob).pk
    assert Customer.objects.get(pk=lying["id"]).owner_id is None
    assert (
        PoolEntry.objects.get(left_at=None).customer_id == Customer.objects.get(pk=lying["id"]).pk
    )
