"""From somebody who may want to buy to a customer, or to nothing."""

from backend.core.access.actor import system
from backend.core.access.models import Scope
from backend.core.party.models import Party
from backend.crm.customer.models import Customer
from backend.crm.lead.models import Lead
from backend.crm.opportunity.actions import seed
from tests.crm.customer.kit import CABLE, a_customer, masked, seller
from tests.house_kit import Door

FAIR = {
    "on": "2026-07-01",
    "title": "展会询价：电工用铜杆",
    "source": "fair",
    "company": "江苏远东电缆有限公司",
    "contact_name": "王建国",
    "contact_phone": "13812345678",
    "items": [{"text": "8mm 无氧铜杆", "quantity": "60.000", "unit": "吨"}],
}


def a_lead(door: Door, **changes: object) -> dict[str, object]:
    return door.do("/crm/leads", {**FAIR, **changes})


def qualified(door: Door) -> str:
    path = f"/crm/leads/{a_lead(door)['id']}"
    door.do(f"{path}/start")
    door.do(f"{path}/qualify")
    return path


def test_a_lead_keeps_what_was_said_in_its_own_words(boss: Door) -> None:
    made = a_lead(boss)

    assert (made["no"], made["state"]) == ("XS-2026-0001", "new")
    assert made["items"] == [{"text": "8mm 无氧铜杆", "quantity": "60.000", "unit": "吨"}]
    assert [row["no"] for row in boss.see("/crm/leads", q="jsyd")["items"]] == ["XS-2026-0001"]
    assert boss.post("/crm/leads", {**FAIR, "company": "", "contact_name": ""}).status_code == 422
    assert (
        boss.post("/crm/leads", {**FAIR, "items": [{"text": "x", "quantity": "NaN"}]}).status_code
        == 422
    )
    assert (
        boss.post("/crm/leads", {**FAIR, "items": [{"text": "x", "quantity": "-1"}]}).status_code
        == 422
    )
    assert Lead.objects.count() == 1


def test_a_lead_becomes_a_new_customer_with_its_person_and_an_opportunity(
    boss: Door,
    hear,  # type: ignore[no-untyped-def]
) -> None:
    seed(actor=system("test"))
    path = qualified(boss)
    wish = {"name": "铜杆首单", "amount": "5400000.00", "expected_close_on": "2026-08-31"}

    done = boss.do(
        f"{path}/convert",
        {"on": "2026-07-05", "customer": {"party": CABLE, "level": "B"}, "opportunity": wish},
    )
    hear()

    assert (done["state"], done["converted_on"], done["verbs"]) == ("converted", "2026-07-05", [])
    customer = Customer.objects.get(party_id=done["party_id"])
    seen = boss.see(f"/crm/customers/{customer.pk}/overview")
    assert [c["phone"] for c in seen["profile"]["contacts"]] == ["13812345678"]
    assert [row["no"] for row in seen["sections"]["leads"]] == ["XS-2026-0001"]
    opened = seen["sections"]["opportunities"]
    assert [(r["name"], r["amount"], r["stage_code"]) for r in opened] == [
        ("铜杆首单", "5400000.00", "need")
    ]
    hear()
    assert len(boss.see("/crm/opportunities", lead_id=done["id"])["items"]) == 1


def test_the_history_from_before_shows_on_the_customer(boss: Door) -> None:
    lead = a_lead(boss)
    path = f"/crm/leads/{lead['id']}"
    boss.do(
        "/crm/followups",
        {
            "document": "crm.lead",
            "document_id": lead["id"],
            "kind": "call",
            "at": "2026-07-02T09:30:00+08:00",
            "content": "电话沟通，需求每月 60 吨",
        },
    )
    boss.do(f"{path}/start")
    boss.do(f"{path}/qualify")

    done = boss.do(f"{path}/convert", {"on": "2026-07-05", "customer": {"party": CABLE}})

    customer = Customer.objects.get(party_id=done["party_id"])
    assert customer.last_contact_at is not None
    seen = boss.see(f"/crm/customers/{customer.pk}/overview")
    assert [r["content"] for r in seen["sections"]["followups"]] == ["电话沟通，需求每月 60 吨"]
    names = [row["name"] for row in reversed(seen["timeline"])]
    assert names[:3] == ["crm.lead.created", "crm.followup.created", "crm.lead.contacted"]
    assert names[-1] == "crm.lead.converted"


def test_a_lead_joins_a_customer_we_have(boss: Door) -> None:
    known = a_customer(boss)
    path = qualified(boss)

    done = boss.do(f"{path}/convert", {"on": "2026-07-05", "party_id": known["party_id"]})

    assert done["party_id"] == known["party_id"]
    assert Customer.objects.count() == 1
    assert Party.objects.count() == 1


def test_a_conversion_that_names_no_company_changes_nothing(boss: Door) -> None:
    path = qualified(boss)

    refused = boss.post(f"{path}/convert", {"on": "2026-07-05"})

    assert (refused.status_code, list(refused.body["errors"])) == (422, ["party_id"])
    assert boss.see(path)["state"] == "qualified"
    assert Customer.objects.count() == 0


def test_only_a_qualified_lead_is_converted(boss: Door) -> None:
    path = f"/crm/leads/{a_lead(boss)['id']}"

    refused = boss.post(f"{path}/convert", {"on": "2026-07-05", "customer": {"party": CABLE}})

    assert refused.status_code == 409
    assert "start" in refused.body["verbs"]
    assert Party.objects.count() == 0


def test_a_lead_is_kept_warm_dropped_or_pointed_to_what_we_have(boss: Door) -> None:
    again = {"duplicate_reason": "分公司另行询价"}
    warm, dead, twin, first = (f"/crm/leads/{a_lead(boss, **again)['id']}" for _ in range(4))

    assert boss.do(f"{warm}/nurture", {"reason": "明年扩产后再谈"})["state"] == "nurturing"
    assert boss.do(f"{warm}/start")["state"] == "working"
    assert boss.post(f"{dead}/invalidate", {}).status_code == 422
    assert boss.do(f"{dead}/invalidate", {"reason": "空号"})["closed_reason"] == "空号"
    assert boss.post(f"{dead}/start").status_code == 409
    other = first.rsplit("/", 1)[1]
    itself = twin.rsplit("/", 1)[1]
    assert boss.post(f"{twin}/mark-duplicate", {"duplicate_of_id": itself}).status_code == 422
    assert boss.post(f"{twin}/mark-duplicate", {}).status_code == 422
    assert boss.do(f"{twin}/mark-duplicate", {"duplicate_of_id": other})["duplicate_of_id"] == other


def test_assigning_gives_a_new_lead_to_somebody_to_call(boss: Door) -> None:
    ann, bob = seller("ann", "华东"), seller("bob", "华西")
    lead = seller("lea", "管理", scope=Scope.ALL, **{"crm.assign_lead": Scope.ALL})
    made = a_lead(ann)
    path = f"/crm/leads/{made['id']}"
    assert bob.user is not None

    assert ann.post(f"{path}/assign", {"owner_id": bob.user.pk}).status_code == 403
    given = lead.do(f"{path}/assign", {"owner_id": bob.user.pk})

    assert (given["state"], given["owner_id"]) == ("assigned", bob.user.pk)
    assert ann.get(path).status_code == 404
    assert bob.do(f"{path}/start")["state"] == "working"


def test_who_may_see_and_work_a_lead(boss: Door, stranger: Door, nobody: Door) -> None:
    ann, bob, mia = seller("ann", "华东"), seller("bob", "华西"), masked("mia", "华东")
    path = f"/crm/leads/{a_lead(ann)['id']}"

    table = [(nobody, 401), (stranger, 403), (bob, 404)]
    for who, status in table:
        assert who.get(path).status_code == status
        assert who.post(f"{path}/start").status_code == status
    assert ann.see(path)["state"] == "new"
    assert mia.see(path)["contact_phone"] == "138****5678"
    assert mia.see("/crm/leads", q="12345678")["items"] == []
    assert mia.post("/crm/leads", FAIR).status_code == 403
    assert ann.post(f"{path}/start").status_code == 200


def test_a_neighbours_lead_cannot_be_named(boss: Door) -> None:
    ann, bob = seller("ann", "华东"), seller("bob", "华西")
    hers, his = a_lead(ann), a_lead(bob, contact_phone="13912345678")

    peek = bob.post(f"/crm/leads/{his['id']}/mark-duplicate", {"duplicate_of_id": hers["id"]})

    assert (peek.status_code, list(peek.body["errors"])) == (422, ["duplicate_of_id"])
    assert bob.see(f"/crm/leads/{his['id']}")["state"] == "new"
