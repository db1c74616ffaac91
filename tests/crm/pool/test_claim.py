"""A customer nobody has is claimed by a member, fairly."""

from datetime import timedelta

from backend.core.party.models import Party
from backend.crm.customer.models import Contact, Customer
from backend.crm.pool.models import OwnershipEvent, PoolClaims, PoolEntry
from tests.crm.pool.kit import NOW, a_pool, company, later, moment, put_back, rep, user_of
from tests.house_kit import Door


def test_a_member_claims_and_has_customer_company_and_people(boss: Door) -> None:
    seller, other = rep("seller"), rep("other", "华东二组")
    pool = a_pool(boss, seller, other)
    made = company(seller)
    with moment(NOW):
        entry = put_back(seller, made, pool)
        row = Customer.objects.get(pk=made["id"])
        assert (row.owner_id, row.unit_id, row.collected_at) == (None, None, None)
        assert other.get(f"/crm/customers/{made['id']}").status_code == 404

    with later(hours=1):
        taken = other.do(f"/crm/pool-entries/{entry['id']}/claim")

    assert (taken["left_how"], taken["customer_id"]) == ("claim", made["id"])
    assert taken["verbs"] == []
    row = Customer.objects.get(pk=made["id"])
    assert row.owner_id == user_of(other).pk
    assert row.collected_at == NOW + timedelta(hours=1)
    assert Party.objects.get(pk=made["party_id"]).owner_id == user_of(other).pk
    assert Contact.objects.get(customer_id=made["id"]).owner_id == user_of(other).pk
    assert other.see(f"/crm/customers/{made['id']}")["phone"] == "13812340001"
    assert seller.get(f"/crm/customers/{made['id']}").status_code == 404
    assert PoolClaims.objects.get().count == 1


def test_every_owner_is_written_down_and_shown_on_the_customer(boss: Door) -> None:
    seller, other = rep("seller"), rep("other")
    pool = a_pool(boss, seller, other)
    made = company(seller)
    with moment(NOW):
        entry = put_back(seller, made, pool)
    with later(hours=1):
        other.do(f"/crm/pool-entries/{entry['id']}/claim")

    rows = other.see("/crm/ownership-events", customer_id=made["id"], ordering="created_at")
    told = sorted(rows["items"], key=lambda row: ["create", "release", "claim"].index(row["kind"]))
    assert [(r["kind"], r["reason"]) for r in told] == [
        ("create", ""),
        ("release", "长期无需求"),
        ("claim", ""),
    ]
    assert [(r["pool_from_name"], r["pool_to_name"]) for r in told[1:]] == [
        (None, "华东公海"),
        ("华东公海", None),
    ]
    events = list(OwnershipEvent.objects.order_by("created_at").values_list("from_user", "to_user"))
    ids = (user_of(seller).pk, user_of(other).pk)
    assert sorted(events, key=str) == sorted(
        [(None, ids[0]), (ids[0], None), (None, ids[1])], key=str
    )
    page = other.see(f"/crm/customers/{made['id']}/overview")
    assert len(page["sections"]["ownership"]) == 3


def test_who_comes_second_is_told_by_whom_and_when_it_was_taken(boss: Door) -> None:
    seller, first, second = rep("seller"), rep("first"), rep("second")
    pool = a_pool(boss, seller, first, second)
    with moment(NOW):
        entry = put_back(seller, company(seller), pool)
        first.do(f"/crm/pool-entries/{entry['id']}/claim")

    late = second.post(f"/crm/pool-entries/{entry['id']}/claim")

    assert late.status_code == 409
    assert late.body["detail"] == "该客户已被 first 于 2026-07-01 10:00:00 领取。"
    assert PoolClaims.objects.count() == 1


def test_who_may_claim(boss: Door, nobody: Door, stranger: Door) -> None:
    seller, member, outsider = rep("seller"), rep("member"), rep("outsider")
    pool = a_pool(boss, seller, member)
    with moment(NOW):
        entry = put_back(seller, company(seller), pool)
    path = f"/crm/pool-entries/{entry['id']}/claim"

    assert nobody.post(path).status_code == 401
    assert stranger.post(path).status_code == 403
    assert outsider.post(path).status_code == 404
    assert outsider.get(f"/crm/pool-entries/{entry['id']}").status_code == 404
    assert outsider.see("/crm/pool-entries")["items"] == []
    assert PoolEntry.objects.get().left_at is None
    assert PoolClaims.objects.count() == 0
    assert member.post(path).status_code == 200


def test_a_unit_as_member_means_everybody_in_it_and_below(boss: Door) -> None:
    from tests.house_kit import unit

    region = unit("华东大区", kind="region")
    unit("华东三组", parent=region)
    seller, inside, outside = rep("seller"), rep("inside", "华东三组"), rep("outside", "华南一组")
    pool = a_pool(boss, seller, unit_ids=[str(region.pk)])
    with moment(NOW):
        entry = put_back(seller, company(seller), pool)

    assert outside.get(f"/crm/pool-entries/{entry['id']}").status_code == 404
    with later(days=1):
        assert inside.post(f"/crm/pool-entries/{entry['id']}/claim").status_code == 200


def test_the_limit_of_a_day_counts_claims_and_begins_anew_the_next_day(boss: Door) -> None:
    seller, other = rep("seller"), rep("other")
    pool = a_pool(boss, seller, other, claim_limit=2)
    with moment(NOW):
        entries = [put_back(seller, company(seller, n), pool) for n in range(4)]
        paths = [f"/crm/pool-entries/{entry['id']}/claim" for entry in entries]
        assert [other.post(path).status_code for path in paths[:2]] == [200, 200]
        third = other.post(paths[2])
    assert third.status_code == 409
    assert third.body["detail"] == "每天最多从公海池“华东公海”领取 2 个客户，您已领取 2 个。"
    assert PoolClaims.objects.get().count == 2

    with later(days=1):
        assert other.post(paths[2]).status_code == 200


def test_who_lost_a_customer_waits_and_so_does_the_team_when_the_pool_says_so(boss: Door) -> None:
    seller, mate = rep("seller"), rep("mate")
    other = rep("other", "华东二组")
    pool = a_pool(boss, seller, mate, other, prev_owner_cooldown_days=30, cooldown_covers_team=True)
    with moment(NOW):
        entry = put_back(seller, company(seller), pool)
    path = f"/crm/pool-entries/{entry['id']}/claim"

    with later(days=29):
        own, team = seller.post(path), mate.post(path)
    assert (own.status_code, team.status_code) == (409, 409)
    assert own.body["detail"] == "该客户不久前由您负责，2026-07-31 10:00 之后才能再次领取。"
    assert team.body["detail"] == (
        "该客户不久前由您的团队负责，2026-07-31 10:00 之后本团队才能再次领取。"
    )
    with later(days=29):
        assert other.post(path).status_code == 200


def test_new_data_waits_for_the_admin_until_its_protection_ends(boss: Door) -> None:
    seller, other = rep("seller"), rep("other")
    pool = a_pool(boss, seller, other, new_data_protection_days=3)
    with moment(NOW):
        entry = put_back(seller, company(seller), pool)
    path = f"/crm/pool-entries/{entry['id']}/claim"

    with later(days=2):
        early = other.post(path)
    assert early.status_code == 409
    assert early.body["detail"].startswith("该客户处于新数据保护期，2026-07-04 10:00 起可以领取")
    with later(days=3):
        assert other.post(path).status_code == 200
