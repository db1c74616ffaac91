"""The admins of a pool assign and move; customers that are given away take their papers along."""

from typing import Any

from backend.core.access.actor import system
from backend.core.access.models import Scope
from backend.core.events.models import Event
from backend.crm.customer.models import Customer
from backend.crm.opportunity.actions import seed
from backend.crm.opportunity.models import Opportunity
from backend.crm.opportunity.queries import default_pipeline
from backend.crm.pool.models import OwnershipEvent, PoolEntry
from tests.crm.pool.kit import NOW, a_pool, company, lead, moment, put_back, rep, user_of
from tests.house_kit import Door


def test_who_may_assign_from_a_pool(boss: Door, nobody: Door, stranger: Door) -> None:
    seller, other, admin = rep("seller"), rep("other"), lead("admin")
    pool = a_pool(boss, seller, other, admin_ids=[user_of(admin).pk])
    with moment(NOW):
        made = company(seller)
        entry = put_back(seller, made, pool)
    path = f"/crm/pool-entries/{entry['id']}/assign"
    body = {"owner_id": user_of(other).pk, "reason": "老客户，交给你"}

    assert nobody.post(path, body).status_code == 401
    assert stranger.post(path, body).status_code == 403
    assert rep("far", "华南一组").post(path, body).status_code == 404
    assert other.post(path, body).status_code == 403
    assert Customer.objects.get(pk=made["id"]).owner_id is None
    assert admin.post(path, body).status_code == 200
    assert Customer.objects.get(pk=made["id"]).owner_id == user_of(other).pk
    assert PoolEntry.objects.get().left_how == "assign"
    assert OwnershipEvent.objects.filter(kind="assign", pool_from_id=pool["id"]).count() == 1


def test_a_customer_moves_to_a_pool_that_takes_it(boss: Door) -> None:
    seller, admin = rep("seller"), lead("admin")
    ids = {"admin_ids": [user_of(admin).pk]}
    pool = a_pool(boss, seller, **ids)
    south = a_pool(boss, name="华南公海", provinces=["广东"], **ids)
    every = a_pool(boss, name="全国公海", hidden_fields=["name"], **ids)
    with moment(NOW):
        entry = put_back(seller, company(seller), pool)
    path = f"/crm/pool-entries/{entry['id']}/move"

    assert seller.post(path, {"pool_id": every["id"], "reason": "放错了"}).status_code == 403
    refused = admin.post(path, {"pool_id": south["id"], "reason": "放错了"})
    assert refused.status_code == 409
    assert refused.body["detail"] == ("公海池“华南公海”不收纳该客户（省份），请选择其他公海池。")
    moved = admin.do(path, {"pool_id": every["id"], "reason": "放错了"})
    assert (moved["pool_name"], moved["name"]) == ("全国公海", "")
    assert OwnershipEvent.objects.get(kind="move").pool_to_id is not None


def an_opportunity(door: Door, customer: dict[str, Any]) -> dict[str, Any]:
    if default_pipeline() is None:
        seed(actor=system("test"))
    return door.do(
        "/crm/opportunities",
        {
            "at": "2026-07-01T10:00:00+08:00",
            "party_id": customer["party_id"],
            "name": "铜杆 60 吨",
            "amount": "6000000.00",
            "expected_close_on": "2026-09-01",
        },
    )


def test_open_papers_go_along_unless_they_are_told_to_stay(boss: Door) -> None:
    seller, other = rep("seller"), rep("other")
    chief = lead("chief")
    for number, (along, expected) in enumerate([(True, other), (False, seller)]):
        made = company(seller, number)
        chance = an_opportunity(seller, made)
        chief.do(
            f"/crm/customers/{made['id']}/assign",
            {"owner_id": user_of(other).pk, "reason": "换人", "along": along},
        )
        assert Opportunity.objects.get(pk=chance["id"]).owner_id == user_of(expected).pk
    moved = Event.objects.get(name="crm.opportunity.handed_over")
    assert moved.changes["owner_id"] == [user_of(seller).pk, user_of(other).pk]


def test_a_customer_out_of_reach_is_neither_assigned_nor_locked(
    boss: Door, nobody: Door, stranger: Door
) -> None:
    seller, far = rep("seller"), rep("far", "华南一组", scope=Scope.TREE)
    made = company(seller)
    path = f"/crm/customers/{made['id']}/lock"
    body = {"until": "2099-12-31", "reason": "试试"}

    assert nobody.post(path, body).status_code == 401
    assert stranger.post(path, body).status_code == 403
    assert far.post(path, body).status_code == 404
    assert Customer.objects.get(pk=made["id"]).locked_until is None
