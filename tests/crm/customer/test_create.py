"""Winning a company as a customer."""

from backend.core.events.models import Event
from backend.core.party.models import Party
from backend.crm.customer.models import Contact, Customer
from tests.crm.customer.kit import CABLE, a_customer, customer_body, masked, seller
from tests.house_kit import Door

WANG = {"name": "王建国", "title": "采购经理", "role": "buyer", "phone": "13812345678"}


def test_a_new_company_its_customer_row_and_its_people_are_made_in_one_step(boss: Door) -> None:
    made = boss.post("/crm/customers", customer_body(contacts=[WANG]))

    assert made.status_code == 201, made.body
    assert made.body["no"] == "KH-2026-0001"
    assert made.body["name"] == "江苏远东电缆有限公司"
    assert made.body["state"] == "prospect"
    assert [c["name"] for c in made.body["contacts"]] == ["王建国"]
    names = list(Event.objects.order_by("id").values_list("name", flat=True))
    assert names == ["core.party.created", "crm.customer.created", "crm.contact.created"]


def test_a_company_on_file_becomes_a_customer_once(boss: Door) -> None:
    party = boss.do("/core/parties", {"on": "2026-07-01", **CABLE})

    first = boss.post("/crm/customers", {"on": "2026-07-01", "party_id": party["id"]})
    again = boss.post("/crm/customers", {"on": "2026-07-01", "party_id": party["id"]})

    assert first.status_code == 201
    assert again.status_code == 409
    assert again.body["type"] == "/problems/already-customer"
    assert Customer.objects.count() == 1


def test_neither_and_both_ways_to_name_the_company_are_refused(boss: Door) -> None:
    party = boss.do("/core/parties", {"on": "2026-07-01", **CABLE})

    neither = boss.post("/crm/customers", {"on": "2026-07-01"})
    both = boss.post("/crm/customers", customer_body(party_id=party["id"]))

    assert [neither.status_code, both.status_code] == [422, 422]
    assert "party_id" in neither.body["errors"]
    assert Customer.objects.count() == 0
    assert Party.objects.count() == 1


def test_nothing_is_left_when_one_part_is_wrong(boss: Door) -> None:
    wrong = boss.post(
        "/crm/customers", customer_body(party={**CABLE, "uscc": "913202826926204870"})
    )

    assert wrong.status_code == 422
    assert Party.objects.count() == 0
    assert Event.objects.count() == 0


def test_the_search_box_finds_by_name_initials_former_name_and_phone(boss: Door) -> None:
    a_customer(boss, contacts=[WANG], party={**CABLE, "phone": "0510-87654321"})
    a_customer(boss, party={"name": "铜陵有色股份"})

    for typed in (
        "远东",
        "jsyd",
        "电缆 远东",
        "王建国",
        "wjg",
        "2345678",
        "87654321",
        "KH-2026-0001",
    ):
        found = boss.see("/crm/customers", q=typed)["items"]
        assert [row["name"] for row in found] == ["江苏远东电缆有限公司"], typed


def test_a_masked_phone_is_shown_in_part_and_cannot_be_found(boss: Door) -> None:
    ann, mia = seller("ann", "华东"), masked("mia", "华东")
    made = a_customer(ann, contacts=[WANG], party={**CABLE, "phone": "13987654321"})
    path = f"/crm/customers/{made['id']}"

    assert ann.see("/crm/customers", q="12345678")["items"] != []
    assert mia.see("/crm/customers", q="12345678")["items"] == []
    assert mia.see("/crm/contacts", q="12345678")["items"] == []
    assert mia.see("/crm/customers", q="远东")["items"][0]["phone"] == "139****4321"
    seen = mia.see(path)
    assert seen["contacts"][0]["phone"] == "138****5678"
    assert "contacts.phone" in seen["withheld"]
    refused = mia.post("/crm/contacts", {"customer_id": made["id"], "name": "李", "phone": "1"})
    assert refused.status_code == 403
    assert Contact.objects.count() == 1


def test_who_may_create_and_see_a_customer(boss: Door, stranger: Door, nobody: Door) -> None:
    ann, bob = seller("ann", "华东"), seller("bob", "华西")

    assert nobody.post("/crm/customers", customer_body()).status_code == 401
    assert stranger.post("/crm/customers", customer_body()).status_code == 403
    assert Party.objects.count() == 0

    made = a_customer(ann)
    path = f"/crm/customers/{made['id']}"
    for way in ("", "/overview", "/timeline"):
        assert nobody.get(path + way).status_code == 401
        assert stranger.get(path + way).status_code == 403
        assert bob.get(path + way).status_code == 404
        assert ann.get(path + way).status_code == 200
    assert bob.see("/crm/customers")["items"] == []
    assert bob.see("/crm/customers", q="远东")["items"] == []


def test_a_neighbours_company_cannot_be_made_my_customer(boss: Door) -> None:
    ann, bob = seller("ann", "华东"), seller("bob", "华西")
    party = ann.do("/core/parties", {"on": "2026-07-01", **CABLE})

    stolen = bob.post("/crm/customers", {"on": "2026-07-01", "party_id": party["id"]})

    assert stolen.status_code == 422
    assert "party_id" in stolen.body["errors"]
    assert Customer.objects.count() == 0


def test_bad_input_is_named_by_field(boss: Door) -> None:
    cases = [
        ({"level": "Z"}, "level"),
        ({"on": "2026-02-30"}, "on"),
        ({"party": {"name": ""}}, "party.name"),
        ({"colour": "red"}, "colour"),
        ({"requirements": [{"kind": "shape", "text": "x"}]}, "requirements.0.kind"),
        ({"contacts": [{"name": "a\u0000b"}]}, "contacts.0.name"),
    ]

    for change, field in cases:
        answer = boss.post("/crm/customers", customer_body(**change))
        assert answer.status_code == 422, change
        assert field in answer.body["errors"], (change, answer.body["errors"])
    assert Party.objects.count() == 0
