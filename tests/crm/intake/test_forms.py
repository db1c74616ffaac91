"""Forms are drawn up, corrected and closed by those who may."""

from typing import Any

import pytest
from django.test import Client

from backend.core.events.models import Event
from backend.crm.intake.models import LeadForm
from tests.crm.intake.kit import a_form, answers, form_body, rule_body, send, staff
from tests.house_kit import Door, door_for, grant_all, person

pytestmark = pytest.mark.django_db
FORMS = "/crm/lead-forms"


def test_a_form_has_an_address_that_cannot_be_guessed_and_stays(boss: Door) -> None:
    one, two = a_form(boss), a_form(boss, title="展会登记", source="fair")

    changed = boss.patch(f"{FORMS}/{one['id']}", {"title": "询价", "required": []}, match='"1"')

    assert len(one["key"]) == 16
    assert one["key"] != two["key"]
    assert (changed.body["key"], changed.body["title"]) == (one["key"], "询价")
    assert one["page"] == f"/forms/{one['key']}"
    assert one["no"] == "BD-2026-0001"
    send(one["key"], answers())
    assert boss.see(f"{FORMS}/{one['id']}")["receipts"] == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"asks": ["company", "content"], "required": []}, "asks"),
        ({"asks": ["phone"], "required": []}, "asks"),
        ({"asks": ["password", "phone"]}, "asks.0"),
        ({"required": ["city"]}, "required"),
        ({"origins": ["www.example.com"]}, "origins.0"),
        ({"origins": ["https://x.example/path"]}, "origins.0"),
        ({"origins": ["*"]}, "origins.0"),
        ({"default_owner_id": 2_000_000_000}, "owner_id"),
        ({"per_minute": 0}, "per_minute"),
        ({"title": ""}, "title"),
    ],
)
def test_what_is_no_form_is_refused(boss: Door, change: dict[str, Any], field: str) -> None:
    refused = boss.post(FORMS, form_body(**change))

    assert refused.status_code == 422
    assert field in refused.body["errors"]
    assert LeadForm.objects.count() == 0


def test_without_a_rule_the_default_person_gets_it(boss: Door) -> None:
    ann = staff("ann")[0]
    form = a_form(boss, default_owner_id=ann.pk)

    send(form["key"], answers())

    lead = boss.see("/crm/leads")["items"][0]
    assert (lead["state"], lead["owner_id"]) == ("assigned", ann.pk)


def test_who_may(boss: Door, stranger: Door, nobody: Door) -> None:
    form = a_form(boss)
    reader = door_for(person("reader", grants=grant_all("crm.view_lead_form")))
    path, happened = f"{FORMS}/{form['id']}", Event.objects.count()

    for door, status in ((nobody, 401), (stranger, 403), (reader, 403)):
        assert door.post(FORMS, form_body()).status_code == status
        assert door.patch(path, {"title": "乙"}, match='"1"').status_code == status
        assert door.post(f"{path}/close").status_code == status
    assert stranger.get(path).status_code == 403
    assert reader.get(path).status_code == 200

    assert LeadForm.objects.get().state == "open"
    assert Event.objects.count() == happened


def test_forms_rules_and_absences_have_pages(boss: Door) -> None:
    form = a_form(boss)
    ann = staff("ann")[0]
    rule = boss.do("/crm/assignment-rules", rule_body(people_ids=[ann.pk]))
    away = boss.do("/crm/absences", {"first_on": "2026-07-01", "last_on": "2026-07-02"})
    send(form["key"], answers())
    lead = boss.see("/crm/leads")["items"][0]
    assert boss.user is not None
    boss.user.is_staff = True
    boss.user.save()
    desk = Client()
    desk.force_login(boss.user, backend="django.contrib.auth.backends.ModelBackend")

    for name, pk in (
        ("leadform", form["id"]), ("assignmentrule", rule["id"]), ("absence", away["id"]),
        ("lead", lead["id"]),
    ):  # fmt: skip
        assert desk.get(f"/admin/crm/{name}/").status_code == 200
        assert desk.get(f"/admin/crm/{name}/add/").status_code == 200
        assert desk.get(f"/admin/crm/{name}/{pk}/change/").status_code == 200
    assert desk.get("/admin/").status_code == 200
    typed = {
        "_key": "k-1", "on": "2026-07-01", "name": "华东", "position": "5", "method": "load",
        "is_active": "true", "provinces": "江苏\r\n浙江", "people_ids": str(ann.pk), "when": "any",
    }  # fmt: skip
    made = desk.post("/admin/crm/assignmentrule/add/", typed)
    assert made.status_code == 302, made.content.decode()
    kept = boss.see("/crm/assignment-rules", ordering="position")["items"][0]
    seen = boss.see(f"/crm/assignment-rules/{kept['id']}")
    assert (seen["provinces"], seen["people_ids"]) == (["江苏", "浙江"], [ann.pk])
