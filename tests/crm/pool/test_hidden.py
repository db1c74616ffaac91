"""What a pool hides is hidden through every door until a member claims."""

from typing import Any

import pytest

from backend.core.events.models import Event
from backend.crm.pool.models import PoolEntry, PoolView
from tests.crm.pool.kit import NOW, a_pool, company, later, moment, put_back, rep
from tests.house_kit import Door

HIDDEN = ["name", "customer_no", "contacts", "phone", "city", "from_name", "reason", "note"]


@pytest.fixture
def scene(boss: Door) -> tuple[Door, dict[str, Any], dict[str, Any]]:
    """A member of a pool that hides much, an entry in it and its customer."""
    seller, member = rep("seller"), rep("member", "华东二组")
    pool = a_pool(boss, seller, member, hidden_fields=HIDDEN)
    made = company(seller, note="老板爱喝茶")
    with moment(NOW):
        entry = put_back(seller, made, pool)
    return member, entry, made


def test_hidden_facts_are_in_no_answer(scene: tuple[Door, dict[str, Any], dict[str, Any]]) -> None:
    member, entry, made = scene
    doors = [
        f"/crm/pool-entries/{entry['id']}",
        "/crm/pool-entries",
        "/crm/pool-entries?counted=true",
        f"/core/events?document=crm.pool_entry&document_id={entry['id']}",
        "/crm/customers",
        "/crm/contacts",
        "/core/parties",
        "/crm/ownership-events",
        "/crm/followups",
    ]
    secrets = ["无锡", "锡金", "王采购", "1381234", "1390000", "老板爱喝茶", "长期无需求", "seller"]
    secrets += [made["no"], made["id"], made["party_id"]]

    for path in doors:
        answer = member.get(path)
        text = answer.content.decode()
        assert answer.status_code in (200, 403), path
        assert [secret for secret in secrets if secret in text] == [], path

    shown = member.see(f"/crm/pool-entries/{entry['id']}")
    assert (shown["name"], shown["province"], shown["level"]) == ("", "江苏", "C")
    assert member.get(f"/crm/customers/{made['id']}").status_code == 404
    assert member.get(f"/core/parties/{made['party_id']}").status_code == 404


def test_hidden_facts_find_nothing(scene: tuple[Door, dict[str, Any], dict[str, Any]]) -> None:
    member, _entry, made = scene

    for typed in ("无锡001", "锡金", "xj", made["no"], "1381234", "13812340001", "王采购", "0001"):
        assert member.see("/crm/pool-entries", q=typed)["items"] == [], typed
    assert member.see("/crm/pool-entries", city="无锡")["items"] == []
    assert len(member.see("/crm/pool-entries", province="江苏")["items"]) == 1
    for order in ("phone", "name", "city", "customer__party__phone"):
        assert member.get("/crm/pool-entries", ordering=order).status_code == 422
    assert member.get("/crm/pool-entries", phone="13812340001").status_code == 422


def test_phones_are_masked_even_where_nothing_is_hidden(boss: Door) -> None:
    seller, member = rep("seller"), rep("member")
    pool = a_pool(boss, seller, member)
    with moment(NOW):
        entry = put_back(seller, company(seller), pool)

    shown = member.see(f"/crm/pool-entries/{entry['id']}")

    assert shown["phone"] == "138****0001"
    assert [p["phone"] for p in shown["contacts"]] == ["139****0001"]
    assert shown["name"] == "无锡001金属制品有限公司"
    assert member.see("/crm/pool-entries", q="13812340001")["items"] == []
    assert len(member.see("/crm/pool-entries", q="wuxi")["items"]) == 0
    assert len(member.see("/crm/pool-entries", q="金属制品")["items"]) == 1


def test_a_pool_that_hides_more_hides_it_at_once(boss: Door) -> None:
    seller, member = rep("seller"), rep("member")
    pool = a_pool(boss, seller, member)
    with moment(NOW):
        put_back(seller, company(seller), pool)
    assert len(member.see("/crm/pool-entries", q="金属制品")["items"]) == 1

    path = f"/crm/pools/{pool['id']}"
    boss.patch(path, {"hidden_fields": ["name"]}, match=boss.get(path)["ETag"])

    assert member.see("/crm/pool-entries", q="金属制品")["items"] == []
    assert [row["name"] for row in member.see("/crm/pool-entries")["items"]] == [""]


def test_a_customer_in_a_pool_is_shown_as_it_is_now(boss: Door, hear: Any) -> None:
    seller, member = rep("seller"), rep("member")
    pool = a_pool(boss, seller, member)
    made = company(seller)
    with moment(NOW):
        put_back(seller, made, pool)

    path = f"/crm/customers/{made['id']}"
    boss.patch(path, {"segment": "电缆厂"}, match=boss.get(path)["ETag"])
    hear()

    assert [row["segment"] for row in member.see("/crm/pool-entries")["items"]] == ["电缆厂"]


def test_opening_counts_once_a_day_and_customer_and_ends_at_the_limit(boss: Door) -> None:
    seller, member = rep("seller"), rep("member")
    pool = a_pool(boss, seller, member, view_limit_per_day=2)
    with moment(NOW):
        made = [put_back(seller, company(seller, n), pool) for n in range(3)]
    paths = [f"/crm/pool-entries/{entry['id']}" for entry in made]

    with later(hours=1):
        codes = [member.get(path).status_code for path in (paths[0], paths[0], *paths)]
        refused = member.get(paths[2])
    assert codes == [200, 200, 200, 200, 403]
    assert refused.body["detail"] == (
        "今天在公海池“华东公海”查看的客户已达上限 2 个，请明天再看或先领取。"
    )
    assert PoolView.objects.count() == 2
    assert len(member.see("/crm/pool-entries")["items"]) == 3
    with later(days=1):
        assert member.get(paths[2]).status_code == 200


def test_a_refused_release_changes_nothing(boss: Door, nobody: Door, stranger: Door) -> None:
    seller, other = rep("seller"), rep("other")
    pool = a_pool(boss, seller, other)
    made = company(seller)
    body = {"customer_id": made["id"], "pool_id": pool["id"], "reason": "试试"}
    before = Event.objects.count()

    assert nobody.post("/crm/pool-entries", body).status_code == 401
    assert stranger.post("/crm/pool-entries", body).status_code == 403
    assert other.post("/crm/pool-entries", body).status_code == 422
    closed = boss.do("/crm/pools", {"name": "别家公海"})
    assert seller.post("/crm/pool-entries", {**body, "pool_id": closed["id"]}).status_code == 422
    assert PoolEntry.objects.count() == 0
    assert Event.objects.count() == before + 1
    assert seller.post("/crm/pool-entries", body).status_code == 201
