"""Two rows for one company become one, with every paper, and come apart again."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from backend.core.access.actor import system
from backend.core.access.models import Scope
from backend.core.merging import actions
from backend.core.merging.models import Alias, MergeLog
from backend.core.party.models import Party, PartyBank
from backend.crm.credit.models import CreditAccount, CreditEntry
from backend.crm.customer.models import Customer
from tests.house_kit import Door, door_for, grant_all, person, unit

DAY = "2026-07-01"
AT = "2026-07-02T10:00:00+08:00"
SOON = "2026-07-20T10:00:00+08:00"
LATE = "2026-08-02T10:00:00+08:00"


def customer(boss: Door, name: str, **party: Any) -> dict[str, Any]:
    contact = {"name": f"{name}采购", "phone": ""}
    wish = {"kind": "packaging", "text": f"{name}要木托盘", "prints_on": ["quote"]}
    return boss.do(
        "/crm/customers",
        {"on": DAY, "party": {"name": name, **party}, "contacts": [contact],
         "requirements": [wish]},
    )  # fmt: skip


@pytest.fixture
def two(boss: Door) -> tuple[dict[str, Any], dict[str, Any]]:
    """The company once under its full name, once as somebody wrote it down in a hurry."""
    bank = {"bank": "中国银行宜兴支行", "account": "4567350012345678"}
    kept = customer(boss, "江苏远东电缆有限公司", banks=[bank], city="宜兴")
    short = {"bank": "中行", "account": "4567350012345678"}
    gone = customer(boss, "远东线缆", phone="13812345678", banks=[short], duplicate_reason="待核实")
    return kept, gone


def merge(door: Door, kept: dict[str, Any], gone: dict[str, Any], **more: Any) -> Any:
    body = {
        "survivor_id": kept["party_id"], "victim_ids": [gone["party_id"]],
        "at": AT, "reason": "同一家公司", **more,
    }  # fmt: skip
    return door.post("/core/merges", body)


def test_papers_people_and_wishes_of_both_are_on_one_page(
    boss: Door, two: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    kept, gone = two
    boss.do(
        "/crm/followups",
        {"at": AT, "document": "crm.customer", "document_id": gone["id"], "kind": "visit",
         "content": "看样", "counts_as_contact": True},
    )  # fmt: skip

    done = merge(boss, kept, gone)

    assert done.status_code == 201, done.body
    page = boss.see(f"/crm/customers/{kept['id']}")
    assert [c["name"] for c in page["contacts"]] == ["江苏远东电缆有限公司采购", "远东线缆采购"]
    assert [r["text"] for r in page["requirements"]] == [
        "江苏远东电缆有限公司要木托盘", "远东线缆要木托盘",
    ]  # fmt: skip
    assert page["phone"] == "13812345678"
    assert [row["name"] for row in boss.see("/core/parties")["items"]] == ["江苏远东电缆有限公司"]
    assert len(boss.see("/crm/customers")["items"]) == 1
    assert [b.account for b in PartyBank.objects.all()] == ["4567350012345678"]
    assert boss.see("/core/parties", q="远东线缆")["items"][0]["id"] == kept["party_id"]
    assert done.body["no"] == "HB-2026-0001"
    assert {row["table"]: row["rows"] for row in done.body["moved"]}["crm.Contact"] == 1


def test_the_old_id_says_where_it_went_and_the_timeline_keeps_what_happened(
    boss: Door, two: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    kept, gone = two
    merge(boss, kept, gone)

    party = boss.get(f"/core/parties/{gone['party_id']}")
    client = boss.get(f"/crm/customers/{gone['id']}")
    news = boss.see(f"/crm/customers/{kept['id']}/timeline")["items"]

    assert (party.status_code, client.status_code) == (404, 404)
    assert party.body["type"] == "/problems/moved"
    assert party.body["errors"]["merged_into"] == kept["party_id"]
    assert client.body["errors"]["merged_into"] == kept["id"]
    told = [(row["name"], row["document_id"]) for row in news]
    assert ("crm.customer.created", gone["id"]) in told
    assert ("core.party.created", gone["party_id"]) in told
    assert ("core.party.merged", gone["party_id"]) in told


def test_a_neighbours_old_id_tells_a_stranger_nothing(
    boss: Door, two: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    kept, gone = two
    merge(boss, kept, gone)
    eve = door_for(person("eve", team=unit("他队"), grants={"core.view_party": Scope.TEAM}))

    answer = eve.get(f"/core/parties/{gone['party_id']}")

    assert answer.body["type"] == "/problems/invisible"
    assert answer.body["errors"] == {}


def test_each_fact_is_chosen_and_the_old_name_is_remembered(
    boss: Door, two: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    kept, gone = two

    done = merge(boss, kept, gone, choices={"name": gone["party_id"], "city": kept["party_id"]})
    wrong = merge(boss, kept, gone, choices={"secret": gone["party_id"]})

    assert done.status_code == 201
    party = Party.objects.get()
    assert (party.name, party.city, party.core_name) == ("远东线缆", "宜兴", "远东线缆")
    assert party.former_names == ["江苏远东电缆有限公司"]
    assert wrong.status_code in (404, 422)


def test_a_merge_is_taken_back_exactly(
    boss: Door, two: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    kept, gone = two
    before = [boss.see(f"/crm/customers/{c['id']}") for c in two]
    parties = [boss.see(f"/core/parties/{c['party_id']}") for c in two]
    done = merge(boss, kept, gone).body

    undone = boss.do(f"/core/merges/{done['id']}/undo", {"at": SOON, "reason": "弄错了"})

    assert undone["state"] == "undone"
    assert [boss.see(f"/crm/customers/{c['id']}") for c in two] == before
    after = [boss.see(f"/core/parties/{c['party_id']}") for c in two]
    changing = ("version", "updated_at")
    for old, new in zip(parties, after, strict=True):
        assert {k: v for k, v in new.items() if k not in changing} == {
            k: v for k, v in old.items() if k not in changing
        }
    assert Alias.objects.count() == 0
    again = boss.post(f"/core/merges/{done['id']}/undo", {"at": SOON, "reason": "再撤"})
    assert again.status_code == 409


def test_after_thirty_days_or_after_changes_it_stays(
    boss: Door, two: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    kept, gone = two
    done = merge(boss, kept, gone).body
    path = f"/core/merges/{done['id']}/undo"

    late = boss.post(path, {"at": LATE, "reason": "太晚"})
    version = boss.see(f"/core/parties/{kept['party_id']}")["version"]
    boss.patch(f"/core/parties/{kept['party_id']}", {"phone": ""}, match=f'"{version}"')
    changed = boss.post(path, {"at": SOON, "reason": "弄错了"})

    assert (late.status_code, changed.status_code) == (409, 409)
    assert "电话" in changed.body["detail"]
    assert MergeLog.objects.get().state == "done"
    assert Party.everyone.filter(merged_into__isnull=False).count() == 1


def test_a_ledger_lets_a_key_follow_a_merge_and_nothing_else(
    boss: Door, two: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    kept, gone = two
    for each, amount in ((kept, "100.00"), (gone, "40.00")):
        boss.do("/crm/credits", {"party_id": each["party_id"], "limit": "500.00", "reason": "授信"})
        account = CreditAccount.objects.get(party_id=each["party_id"])
        CreditEntry.objects.create(
            account=account, at=datetime(2026, 7, 1, tzinfo=UTC), kind="contract",
            amount=Decimal(amount), document="crm.contract", document_id=account.pk,
        )  # fmt: skip
        CreditAccount.objects.filter(pk=account.pk).update(exposure=Decimal(amount))
    table, other = CreditEntry._meta.db_table, CreditAccount.objects.first()
    assert other is not None

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        CreditEntry.objects.exclude(account=other).update(account=other)
    done = merge(boss, kept, gone).body

    account = CreditAccount.objects.get()
    assert (account.party_id, account.exposure) == (Party.objects.get().pk, Decimal("140.00"))
    assert set(CreditEntry.objects.values_list("account_id", flat=True)) == {account.pk}
    refused = pytest.raises(DatabaseError, match="never changed")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET amount = 1")
    boss.do(f"/core/merges/{done['id']}/undo", {"at": SOON, "reason": "弄错了"})
    exposures = CreditAccount.objects.order_by("exposure").values_list("exposure", flat=True)
    assert list(exposures) == [Decimal("40.00"), Decimal("100.00")]


def test_the_preview_counts_what_the_merge_moves_and_writes_nothing(
    boss: Door, two: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    kept, gone = two
    ids = {"survivor_id": kept["party_id"], "victim_ids": [gone["party_id"]]}

    seen = boss.do("/core/merges/preview", ids)

    assert MergeLog.objects.count() == 0
    assert Customer.objects.count() == 2
    done = merge(boss, kept, gone).body
    assert seen["items"] == done["moved"]
    assert seen["total"] == sum(row["rows"] for row in done["moved"])


def test_who_may_merge_and_take_back(
    boss: Door,
    nobody: Door,
    stranger: Door,
    two: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    kept, gone = two
    rights = grant_all("core.view_party", "core.create_merge", "core.view_merge", scope=Scope.TEAM)
    neighbour = door_for(person("neighbour", team=unit("他队"), grants=rights))
    seller = door_for(person("seller", team=unit("我队"), grants={"core.view_party": Scope.ALL}))

    assert merge(nobody, kept, gone).status_code == 401
    assert merge(stranger, kept, gone).status_code == 403
    assert merge(seller, kept, gone).status_code == 403
    assert merge(neighbour, kept, gone).status_code == 404
    assert merge(boss, kept, kept).status_code == 422
    assert MergeLog.objects.count() == 0
    assert Party.objects.count() == 2
    done = merge(boss, kept, gone)
    assert done.status_code == 201
    path = f"/core/merges/{done.body['id']}/undo"
    said = {"at": SOON, "reason": "弄错了"}
    found = [door.post(path, said).status_code for door in (nobody, stranger, neighbour, boss)]
    assert found == [401, 403, 403, 200]


def test_our_own_company_is_never_merged_with_another(boss: Door) -> None:
    ours = boss.do("/core/parties", {"on": DAY, "name": "衡远金属", "is_ours": True})
    other = boss.do("/core/parties", {"on": DAY, "name": "安徽铜陵有色"})

    refused = boss.post(
        "/core/merges",
        {"survivor_id": ours["id"], "victim_ids": [other["id"]], "at": AT, "reason": "误选"},
    )

    assert refused.status_code == 422


def test_a_paper_written_while_the_merge_ran_follows_later(
    boss: Door, two: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    kept, gone = two
    done = merge(boss, kept, gone).body
    lead = boss.do("/crm/leads", {"on": DAY, "title": "询价", "source": "web", "company": "远东"})
    from backend.crm.lead.models import Lead

    Lead.objects.filter(pk=lead["id"]).update(party_id=gone["party_id"])

    assert actions.settle(MergeLog.objects.get().pk, actor=system("clock")) == 1

    assert str(Lead.objects.get().party_id) == kept["party_id"]
    boss.do(f"/core/merges/{done['id']}/undo", {"at": SOON, "reason": "弄错了"})
    assert str(Lead.objects.get().party_id) == gone["party_id"]


def test_merged_twice_is_taken_back_in_turn(boss: Door, hear: Callable[[], int]) -> None:
    one, two, three = (customer(boss, name) for name in ("甲方铜业", "乙方铝业", "丙方钢铁"))
    first = merge(boss, two, one).body
    second = merge(boss, three, two).body

    early = boss.post(f"/core/merges/{first['id']}/undo", {"at": SOON, "reason": "弄错了"})

    assert early.status_code == 409
    assert (
        boss.get(f"/core/parties/{one['party_id']}").body["errors"]["merged_into"]
        == (three["party_id"])
    )
    for each in (second, first):
        boss.do(f"/core/merges/{each['id']}/undo", {"at": SOON, "reason": "弄错了"})
    assert Party.objects.count() == 3
    assert hear() >= 0
