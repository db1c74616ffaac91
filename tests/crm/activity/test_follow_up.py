"""What was said with a customer, and what is to be done next."""

from datetime import date

from backend.core.access.actor import of_user, system
from backend.crm.activity import queries
from backend.crm.activity.models import FollowUp
from backend.crm.opportunity.actions import seed
from tests.crm.customer.kit import a_customer, seller
from tests.house_kit import Door


def call(customer: dict[str, object], **changes: object) -> dict[str, object]:
    return {
        "document": "crm.customer",
        "document_id": customer["id"],
        "kind": "call",
        "at": "2026-07-02T09:30:00+08:00",
        "content": "确认三季度用量",
        "next_action": "寄送样品",
        "next_on": "2026-07-05",
        **changes,
    }


def test_a_contact_is_remembered_by_its_customer(boss: Door) -> None:
    customer = a_customer(boss)

    made = boss.do("/crm/followups", call(customer))
    boss.do("/crm/followups", call(customer, at="2026-07-01T09:30:00+08:00"))
    boss.do(
        "/crm/followups",
        call(customer, at="2026-07-03T09:30:00+08:00", counts_as_contact=False),
    )

    assert made["party_name"] == "江苏远东电缆有限公司"
    assert made["verbs"] == ["complete"]
    seen = boss.see(f"/crm/customers/{customer['id']}")
    assert seen["last_contact_at"] == "2026-07-02T01:30:00Z"


def test_the_first_contact_with_a_lead_is_its_first_response(boss: Door) -> None:
    lead = boss.do(
        "/crm/leads", {"on": "2026-07-01", "title": "询价", "source": "web", "company": "甲"}
    )
    body = {
        "document": "crm.lead",
        "document_id": lead["id"],
        "kind": "wechat",
        "content": "加微信",
    }

    boss.do("/crm/followups", {**body, "at": "2026-07-01T10:00:00+08:00"})
    boss.do("/crm/followups", {**body, "at": "2026-07-01T11:00:00+08:00"})

    seen = boss.see(f"/crm/leads/{lead['id']}")
    assert seen["first_response_at"] == "2026-07-01T02:00:00Z"
    assert seen["last_contact_at"] == "2026-07-01T03:00:00Z"


def test_a_contact_about_an_opportunity_counts_for_its_customer_too(boss: Door) -> None:
    seed(actor=system("test"))
    customer = a_customer(boss)
    opportunity = boss.do(
        "/crm/opportunities",
        {
            "at": "2026-07-01T09:00:00+08:00",
            "party_id": customer["party_id"],
            "name": "阴极铜",
            "amount": "1.00",
            "expected_close_on": "2026-08-31",
        },
    )

    boss.do(
        "/crm/followups",
        call(customer, document="crm.opportunity", document_id=opportunity["id"]),
    )

    at = "2026-07-02T01:30:00Z"
    assert boss.see(f"/crm/opportunities/{opportunity['id']}")["last_contact_at"] == at
    assert boss.see(f"/crm/customers/{customer['id']}")["last_contact_at"] == at


def test_the_next_step_is_overdue_until_it_is_ticked_off(boss: Door) -> None:
    ann = seller("ann", "华东")
    assert ann.user is not None
    made = ann.do("/crm/followups", call(a_customer(ann)))
    actor = of_user(ann.user)

    assert [f.pk.hex for f in queries.overdue(actor, on=date(2026, 7, 6))] == [
        made["id"].replace("-", "")
    ]
    assert not queries.overdue(actor, on=date(2026, 7, 5)).exists()
    done = ann.do(f"/crm/followups/{made['id']}/complete", {"on": "2026-07-06", "result": "已寄出"})

    assert (done["next_done_on"], done["result"], done["verbs"]) == ("2026-07-06", "已寄出", [])
    assert not queries.overdue(actor, on=date(2026, 7, 6)).exists()
    again = ann.post(f"/crm/followups/{made['id']}/complete", {"on": "2026-07-07"})
    assert again.status_code == 409
    assert ann.see("/crm/followups", due_until="2026-07-06")["items"] == []


def test_bad_input_is_named_by_field(boss: Door) -> None:
    customer = a_customer(boss)
    for change, field in [
        ({"next_on": None}, "next_on"),
        ({"next_action": ""}, "next_on"),
        ({"document": "core.user"}, "document"),
        ({"document": "crm.pipeline"}, "document"),
        ({"document_id": "01a20cf3-c01a-7df1-a2e9-9b1fad7a3c36"}, "document_id"),
        ({"kind": "smoke"}, "kind"),
        ({"content": ""}, "content"),
        ({"at": "yesterday"}, "at"),
    ]:
        wrong = boss.post("/crm/followups", call(customer, **change))
        assert (wrong.status_code, list(wrong.body["errors"])) == (422, [field]), change
    assert FollowUp.objects.count() == 0


def test_who_may_write_and_read(boss: Door, stranger: Door, nobody: Door) -> None:
    ann, bob = seller("ann", "华东"), seller("bob", "华西")
    customer = a_customer(ann)

    for who, status in [(nobody, 401), (stranger, 403), (bob, 422)]:
        assert who.post("/crm/followups", call(customer)).status_code == status
    assert FollowUp.objects.count() == 0
    made = ann.do("/crm/followups", call(customer))
    path = f"/crm/followups/{made['id']}"
    tick = {"on": "2026-07-06"}
    for who, status in [(nobody, 401), (stranger, 403), (bob, 404)]:
        assert who.get(path).status_code == status
        assert who.post(f"{path}/complete", tick).status_code == status
    assert ann.see(path)["next_done_on"] is None
    assert bob.see("/crm/followups", party_id=customer["party_id"])["items"] == []
    assert ann.do(f"{path}/complete", tick)["next_done_on"] == "2026-07-06"


def test_who_was_there_and_where_it_was(boss: Door) -> None:
    customer = a_customer(boss)
    place = {
        "lat": "31.340312",
        "lon": "119.823100",
        "accuracy": 25,
        "address": "宜兴市高塍镇远东大道6号",
        "checked_in_at": "2026-07-02T09:20:00+08:00",
    }

    made = boss.do(
        "/crm/followups",
        call(customer, kind="visit", participants=["王建国", "李工"], location=place),
    )
    plain = boss.do("/crm/followups", call(customer))

    assert made["participants"] == ["王建国", "李工"]
    assert made["location"] == {**place, "checked_in_at": "2026-07-02T01:20:00Z"}
    assert (plain["participants"], plain["location"]) == ([], None)
    for wrong, field in [
        ({"lat": "91", "lon": "0"}, "location.lat"),
        ({"lat": "0", "lon": "-180.1"}, "location.lon"),
        ({"lat": "1.0000001", "lon": "0"}, "location.lat"),
        ({"lat": "1"}, "location.lon"),
    ]:
        refused = boss.post("/crm/followups", call(customer, location=wrong))
        assert (refused.status_code, list(refused.body["errors"])) == (422, [field]), wrong
