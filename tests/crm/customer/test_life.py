"""A customer is developed, given away, lost and found again."""

from datetime import date, timedelta

from backend.core.access.actor import system
from backend.core.access.models import Scope
from backend.core.party.models import Party
from backend.crm.customer import actions, jobs, queries
from backend.crm.customer.models import Customer
from tests.crm.customer.kit import CABLE, a_customer, seller
from tests.house_kit import Door


def test_a_prospect_is_developed_lost_with_a_reason_and_revived(boss: Door) -> None:
    path = f"/crm/customers/{a_customer(boss)['id']}"

    assert boss.do(f"{path}/develop")["state"] == "developing"
    assert boss.post(f"{path}/lose", {"reason": ""}).status_code == 422
    lost = boss.do(f"{path}/lose", {"reason": "改从铜陵采购"})
    assert (lost["state"], lost["lost_reason"]) == ("lost", "改从铜陵采购")
    again = boss.do(f"{path}/revive")
    assert (again["state"], again["lost_reason"]) == ("developing", "")


def test_a_verb_at_the_wrong_time_says_what_may_be_done_now(boss: Door) -> None:
    path = f"/crm/customers/{a_customer(boss)['id']}"

    wrong = boss.post(f"{path}/revive")

    assert wrong.status_code == 409
    assert sorted(wrong.body["verbs"]) == ["assign", "develop", "lock", "lose"]


def test_a_deal_makes_a_customer_active_and_remembers_first_and_last(boss: Door) -> None:
    made = a_customer(boss)
    party = made["party_id"]

    for day in (date(2026, 7, 1), date(2026, 7, 20), date(2026, 7, 20)):
        actions.note_deal(party, actor=system("test"), on=day)

    seen = boss.see(f"/crm/customers/{made['id']}")
    assert (seen["state"], seen["first_deal_on"], seen["last_deal_on"]) == (
        "active",
        "2026-07-01",
        "2026-07-20",
    )
    assert seen["version"] == 3
    assert actions.note_deal(Party(name="x").pk, actor=system("test"), on=date(2026, 7, 1)) is None


def test_the_clock_puts_the_quiet_to_rest_once(boss: Door) -> None:
    quiet, loud = a_customer(boss), a_customer(boss, party={"name": "常来的客户"})
    today = date(2026, 7, 1)
    actions.note_deal(quiet["party_id"], actor=system("test"), on=today - timedelta(days=181))
    actions.note_deal(loud["party_id"], actor=system("test"), on=today - timedelta(days=180))

    assert jobs.rest_the_quiet(today) == 1
    assert jobs.rest_the_quiet(today) == 0
    states = dict(Customer.objects.values_list("party__name", "state"))
    assert states == {"江苏远东电缆有限公司": "dormant", "常来的客户": "active"}


def test_assigning_moves_the_customer_and_its_company_to_the_other_team(boss: Door) -> None:
    ann, bob = seller("ann", "华东"), seller("bob", "华西")
    lead = seller("lea", "管理", scope=Scope.ALL, **{"crm.assign_customer": Scope.ALL})
    made = a_customer(ann)
    path = f"/crm/customers/{made['id']}"
    assert bob.user is not None

    assert ann.post(f"{path}/assign", {"owner_id": bob.user.pk}).status_code == 403
    assert bob.get(path).status_code == 404
    given = lead.do(f"{path}/assign", {"owner_id": bob.user.pk, "reason": "区域调整"})

    assert given["owner_id"] == bob.user.pk
    assert bob.see(path)["id"] == made["id"]
    assert ann.get(path).status_code == 404
    assert bob.see(f"/core/parties/{made['party_id']}")["owner_id"] == bob.user.pk
    assert ann.get(f"/core/parties/{made['party_id']}").status_code == 404


def test_a_customer_cannot_go_to_nobody_or_to_a_strange_team(boss: Door) -> None:
    made, ann = a_customer(boss), seller("ann", "华东")
    path = f"/crm/customers/{made['id']}/assign"
    assert ann.user is not None

    nobody = boss.post(path, {"owner_id": 99_999_999})
    strange = boss.post(path, {"owner_id": ann.user.pk, "unit_id": made["id"]})

    assert (nobody.status_code, list(nobody.body["errors"])) == (422, ["owner_id"])
    assert (strange.status_code, list(strange.body["errors"])) == (422, ["unit_id"])


def test_a_change_needs_the_version_and_keeps_the_rest(boss: Door) -> None:
    made = a_customer(boss, segment="线缆")
    path = f"/crm/customers/{made['id']}"
    rows = [{"kind": "packaging", "text": "每捆不超过 2 吨", "prints_on": ["contract", "ship"]}]

    changed = boss.patch(path, {"level": "B", "requirements": rows}, match='"1"')

    assert changed.status_code == 200, changed.body
    assert (changed.body["level"], changed.body["segment"]) == ("B", "线缆")
    printed = queries.printed_requirements(made["party_id"], paper="contract")
    assert [row.text for row in printed] == ["每捆不超过 2 吨"]
    assert queries.printed_requirements(made["party_id"], paper="quote") == []
    assert boss.patch(path, {"level": "C"}, match='"1"').status_code == 412
    assert boss.patch(path, {"level": None}, match='"2"').status_code == 422


def test_a_renamed_company_is_found_by_its_new_name(boss: Door, hear) -> None:  # type: ignore[no-untyped-def]
    made = a_customer(boss)
    boss.patch(f"/core/parties/{made['party_id']}", {"name": "宏达线缆"}, match='"1"')

    hear()

    assert [r["id"] for r in boss.see("/crm/customers", q="宏达")["items"]] == [made["id"]]
    assert [r["id"] for r in boss.see("/crm/customers", q="hdxl")["items"]] == [made["id"]]


def test_only_people_who_are_still_there_may_fix_prices(boss: Door) -> None:
    made = a_customer(boss, party=CABLE)
    body = {"customer_id": made["id"], "is_notice_person": True}
    first = boss.do("/crm/contacts", {**body, "name": "王建国"})
    boss.do("/crm/contacts", {**body, "name": "李明"})
    boss.do("/crm/contacts", {"customer_id": made["id"], "name": "赵四"})

    left = boss.do(f"/crm/contacts/{first['id']}/leave", {"on": "2026-07-10"})

    assert (left["left_on"], left["verbs"]) == ("2026-07-10", ["come_back"])
    assert [c.name for c in queries.notice_people(made["party_id"])] == ["李明"]
    again = boss.post(f"/crm/contacts/{first['id']}/leave", {"on": "2026-07-11"})
    assert again.status_code == 409
    boss.do(f"/crm/contacts/{first['id']}/come-back")
    assert queries.notice_people(made["party_id"]).count() == 2


def test_a_neighbours_contacts_are_out_of_sight(boss: Door) -> None:
    ann, bob = seller("ann", "华东"), seller("bob", "华西")
    made = a_customer(ann, contacts=[{"name": "王建国"}])
    contact = made["contacts"][0]["id"]

    assert bob.get(f"/crm/contacts/{contact}").status_code == 404
    assert bob.see("/crm/contacts")["items"] == []
    added = bob.post("/crm/contacts", {"customer_id": made["id"], "name": "挖角"})
    assert (added.status_code, list(added.body["errors"])) == (422, ["customer_id"])
    assert bob.post(f"/crm/contacts/{contact}/leave", {"on": "2026-07-01"}).status_code == 404
    assert ann.see(f"/crm/contacts/{contact}")["left_on"] is None
