"""Nobody gets more customers than a rule allows, except on a manager's word."""

from typing import Any

from backend.core.access.models import Scope
from backend.crm.customer.models import Customer
from tests.crm.pool.kit import NOW, a_pool, company, later, lead, moment, put_back, rep, user_of
from tests.house_kit import Door


def a_limit(boss: Door, **facts: Any) -> dict[str, Any]:
    return boss.do("/crm/capacity-rules", {"name": "每人最多两个", "max_owned": 2, **facts})


def full(name: str, count: int = 2) -> str:
    return (
        f"{name} 名下已有 {count} 个客户，达到“每人最多两个”的上限 2 个。"
        "请先退回或转交客户，或由有权突破上限的主管填写原因后分配。"
    )


def test_a_full_desk_creates_and_claims_no_more(boss: Door) -> None:
    seller, other = rep("seller"), rep("other")
    pool = a_pool(boss, seller, other)
    with moment(NOW):
        entry = put_back(other, company(other, 9), pool)
    company(seller, 1)
    company(seller, 2)
    a_limit(boss)

    body = {"on": "2026-07-01", "party": {"name": "第三家电缆有限公司"}}
    created = seller.post("/crm/customers", body)
    with later(days=1):
        claimed = seller.post(f"/crm/pool-entries/{entry['id']}/claim")

    assert (created.status_code, created.body["detail"]) == (409, full("seller"))
    assert (claimed.status_code, claimed.body["detail"]) == (409, full("seller"))
    assert Customer.objects.filter(owner=user_of(seller)).count() == 2


def test_dealt_customers_may_not_count_and_the_nearest_rule_does(boss: Door) -> None:
    from backend.core.access.actor import system
    from backend.crm.customer import actions as customers

    seller = rep("seller")
    made = company(seller, 1)
    company(seller, 2)
    a_limit(boss, excludes_dealt=True)
    body = {"on": "2026-07-01", "party": {"name": "第三家电缆有限公司"}}
    assert seller.post("/crm/customers", body).status_code == 409

    customers.note_deal(made["party_id"], actor=system("test"), on=NOW.date())
    assert seller.post("/crm/customers", body).status_code == 201
    own = {"name": "特批", "max_owned": 3, "user_id": user_of(seller).pk}
    boss.do("/crm/capacity-rules", own)
    body = {"on": "2026-07-01", "party": {"name": "第四家电缆有限公司"}}
    assert seller.post("/crm/customers", body).status_code == 409


def test_a_manager_may_give_more_with_a_reason(boss: Door) -> None:
    seller, giver = rep("seller"), rep("giver")
    chief = lead("chief")
    trusted = rep(
        "trusted",
        scope=Scope.TREE,
        **{"crm.assign_customer": Scope.TREE, "crm.exceed_capacity_rule": Scope.TREE},
    )
    company(seller, 1)
    company(seller, 2)
    made = company(giver, 3)
    a_limit(boss)
    path = f"/crm/customers/{made['id']}/assign"
    body = {"owner_id": user_of(seller).pk}

    assert chief.post(path, {**body, "reason": "我说可以"}).status_code == 409
    assert trusted.post(path, body).status_code == 409
    assert Customer.objects.get(pk=made["id"]).owner_id == user_of(giver).pk
    assert trusted.post(path, {**body, "reason": "年底冲量"}).status_code == 200
    assert Customer.objects.get(pk=made["id"]).owner_id == user_of(seller).pk


def test_locks_are_counted_and_a_locked_customer_is_not_given_back(boss: Door) -> None:
    seller = rep("seller")
    pool = a_pool(boss, seller)
    boss.do("/crm/capacity-rules", {"name": "最多锁一个", "max_locked": 1})
    first, second = company(seller, 1), company(seller, 2)
    lock = {"until": "2099-12-31", "reason": "年度招标"}

    shown = seller.do(f"/crm/customers/{first['id']}/lock", lock)
    refused = seller.post(f"/crm/customers/{second['id']}/lock", lock)

    assert (shown["locked_until"], shown["lock_reason"]) == ("2099-12-31", "年度招标")
    assert "unlock" in shown["verbs"]
    assert refused.status_code == 409
    assert refused.body["detail"] == (
        "seller 已锁定 1 个客户，达到“最多锁一个”的上限 1 个，请先解除其他锁定。"
    )
    body = {"customer_id": first["id"], "pool_id": pool["id"], "reason": "不跟了"}
    assert seller.post("/crm/pool-entries", body).status_code == 409
    seller.do(f"/crm/customers/{first['id']}/unlock")
    assert seller.post("/crm/pool-entries", body).status_code == 201
    past = {"until": "2020-01-01", "reason": "年度招标"}
    assert seller.post(f"/crm/customers/{second['id']}/lock", past).status_code == 422


def test_a_rule_names_one_kind_of_subject_and_limits_something(boss: Door) -> None:
    both = {"name": "x", "user_id": boss.user.pk if boss.user else 0, "max_owned": 1}

    assert boss.post("/crm/capacity-rules", {"name": "x"}).status_code == 422
    assert boss.post("/crm/capacity-rules", {**both, "role_id": 999_999}).status_code == 422
    assert boss.post("/crm/capacity-rules", both).status_code == 201
