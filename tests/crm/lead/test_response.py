"""The promise to answer: due in working time, measured in working minutes, missed once."""

from typing import Any

import pytest
import time_machine

from backend.core.access.models import Scope
from backend.core.events.models import Event
from backend.crm.lead import jobs
from backend.crm.lead.models import Lead
from tests.crm.customer.kit import seller
from tests.crm.intake.kit import leader
from tests.crm.lead.test_life import FAIR, a_lead
from tests.house_kit import Door, door_for, person, unit

pytestmark = pytest.mark.django_db


def call(door: Door, lead_id: str, at: str, **more: Any) -> None:
    door.do(
        "/crm/followups",
        {"document": "crm.lead", "document_id": lead_id, "kind": "call", "at": at,
         "content": "已电话联系", **more},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("source", "at", "due"),
    [
        # Wednesday 2026-07-01 in Shanghai; work is 09:00-12:00 and 13:30-18:00.
        ("web", "2026-07-01T09:15:00+08:00", "2026-07-01T03:15:00Z"),  # 11:15
        ("web", "2026-07-01T11:00:00+08:00", "2026-07-01T06:30:00Z"),  # 14:30, noon between
        ("phone", "2026-07-01T20:00:00+08:00", "2026-07-02T03:00:00Z"),  # 11:00 the next day
        ("b2b", "2026-07-03T17:00:00+08:00", "2026-07-06T02:00:00Z"),  # Friday into Monday
        ("fair", "2026-07-01T09:15:00+08:00", "2026-07-02T10:00:00Z"),  # one day: close of Thursday
        ("visit", "2026-07-03T09:15:00+08:00", "2026-07-06T10:00:00Z"),  # close of Monday
    ],
)
def test_when_a_lead_must_be_answered(boss: Door, source: str, at: str, due: str) -> None:
    made = a_lead(boss, source=source, on=at[:10], at=at)

    assert made["sla_due_at"] == due


def test_a_lead_written_down_days_later_promises_nothing(boss: Door) -> None:
    made = a_lead(boss, on="2026-06-01")

    assert (made["received_at"], made["sla_due_at"]) == (None, None)


def test_the_first_response_is_measured_in_working_minutes(boss: Door) -> None:
    made = a_lead(boss, source="web", at="2026-07-01T11:30:00+08:00")

    call(boss, made["id"], "2026-07-01T13:50:00+08:00", counts_as_contact=False)
    call(boss, made["id"], "2026-07-01T14:00:00+08:00")
    call(boss, made["id"], "2026-07-01T16:00:00+08:00")

    seen = boss.see(f"/crm/leads/{made['id']}")
    assert seen["first_response_at"] == "2026-07-01T06:00:00Z"
    assert seen["response_minutes"] == 60  # 11:30 to 12:00 and 13:30 to 14:00
    assert seen["is_late"] is False


def test_a_missed_promise_is_told_once_to_owner_and_sales_lead(boss: Door, hear: Any) -> None:
    lea = door_for(leader("lea"))
    ann = seller("ann", "华东组")
    other = door_for(leader("far", team="华南组"))
    made = a_lead(ann, source="web", at="2026-07-01T09:00:00+08:00")
    answered = a_lead(
        ann, source="web", at="2026-07-01T09:00:00+08:00", contact_phone="13900000002"
    )
    call(ann, answered["id"], "2026-07-01T09:30:00+08:00")

    with time_machine.travel("2026-07-01T02:59:00+00:00", tick=False):
        early = jobs.tell_late()
    with time_machine.travel("2026-07-01T03:01:00+00:00", tick=False):
        late = jobs.tell_late()
        again = jobs.tell_late()
    hear()

    assert (early.changed, late.changed, again.changed) == (0, 1, 0)
    told = f"线索 {made['no']} 已超过响应时限，尚未联系"
    for door, count in ((ann, 1), (lea, 1), (other, 0)):
        titles = [row["title"] for row in door.see("/notify/messages")["items"]]
        assert titles.count(told) == count
    assert Event.objects.filter(name="crm.lead.breached").count() == 1


def test_the_figures_by_source_and_by_owner(boss: Door) -> None:
    """Web: 30, 60 and 200 minutes, the last late. Fair: one answered, one silent past its time."""
    ann, bob = seller("ann", "华东组"), seller("bob", "华南组")
    for door, source, phone, minute in (
        (ann, "web", "01", "09:30"), (ann, "web", "02", "10:00"), (bob, "web", "03", "13:50"),
        (bob, "fair", "04", "10:00"),
    ):  # fmt: skip
        made = a_lead(
            door, source=source, at="2026-07-01T09:00:00+08:00", contact_phone=f"139000000{phone}"
        )
        call(door, made["id"], f"2026-07-01T{minute}:00+08:00")
    a_lead(bob, source="fair", at="2026-07-01T09:00:00+08:00", contact_phone="13900000005")
    with time_machine.travel("2026-07-03T02:00:00+00:00", tick=False):
        jobs.tell_late()
    days = {"since": "2026-07-01", "until": "2026-07-31"}

    by_source = boss.see("/crm/leads/response", **days)["items"]
    by_owner = boss.see("/crm/leads/response", by="owner", **days)["items"]
    anns = ann.see("/crm/leads/response", by="owner", **days)["items"]

    assert by_source == [
        {"key": "web", "label": "网站", "leads": 3, "answered": 3, "in_time": 2, "late": 1,
         "share": "0.6667", "median_minutes": 60},
        {"key": "fair", "label": "展会", "leads": 2, "answered": 1, "in_time": 1, "late": 1,
         "share": "0.5000", "median_minutes": 60},
    ]  # fmt: skip
    assert [(row["leads"], row["in_time"], row["late"]) for row in by_owner] == [
        (3, 1, 2),
        (2, 2, 0),
    ]
    assert [(row["leads"], row["median_minutes"]) for row in anns] == [(2, 45)]
    assert boss.get("/crm/leads/response", since="2026-07-01").status_code == 422
    assert boss.get("/crm/leads/response", by="mood", **days).status_code == 422


def test_leads_are_filtered_by_being_late(boss: Door) -> None:
    late = a_lead(boss, source="web", at="2026-07-01T09:00:00+08:00")
    fine = a_lead(boss, source="web", at="2026-07-01T09:00:00+08:00", contact_phone="13900000002")
    call(boss, late["id"], "2026-07-01T17:00:00+08:00")
    call(boss, fine["id"], "2026-07-01T09:10:00+08:00")

    assert [row["id"] for row in boss.see("/crm/leads", late="true")["items"]] == [late["id"]]
    assert [row["id"] for row in boss.see("/crm/leads", late="false")["items"]] == [fine["id"]]


def test_the_same_phone_within_ninety_days_needs_a_reason(boss: Door) -> None:
    first = a_lead(boss)
    bob = seller("bob", "华南组", scope=Scope.OWN)

    refused = boss.post("/crm/leads", {**FAIR, "contact_phone": "+86 138-1234-5678"})
    hidden = bob.post("/crm/leads", FAIR)
    told = boss.do("/crm/leads", {**FAIR, "duplicate_reason": "总部与分厂各自采购"})
    later = boss.post("/crm/leads", {**FAIR, "on": "2026-10-15"})

    assert (refused.status_code, refused.body["type"]) == (409, "/problems/same-phone")
    assert first["no"] in refused.body["detail"]
    assert hidden.status_code == 409
    assert first["no"] not in hidden.body["detail"]
    assert "boss" not in hidden.body["detail"]
    assert (told["state"], later.status_code) == ("new", 201)
    assert Lead.objects.count() == 3


def test_a_lead_shows_whom_it_looks_like_as_far_as_one_may_see(boss: Door) -> None:
    boss.do("/crm/customers", {"on": "2026-07-01", "party": {"name": "江苏远东电缆有限公司"}})
    made = a_lead(boss)
    ann = seller("ann", "华东组", scope=Scope.OWN)
    hers = a_lead(ann, contact_phone="13900000002")

    seen = boss.see(f"/crm/leads/{made['id']}/lookalikes")["items"]
    hidden = ann.see(f"/crm/leads/{hers['id']}/lookalikes")["items"]

    assert [row["name"] for row in seen] == ["江苏远东电缆有限公司"]
    assert [(row["name"], row["party_id"]) for row in hidden] == [("", None)]
    assert hidden[0]["score"] == seen[0]["score"]
    assert ann.get(f"/crm/leads/{made['id']}/lookalikes").status_code == 404


def test_who_may_see_figures(stranger: Door, nobody: Door) -> None:
    days = {"since": "2026-07-01", "until": "2026-07-31"}
    viewer = door_for(person("v", team=unit("甲"), grants={"crm.view_lead": Scope.OWN}))

    assert nobody.get("/crm/leads/response", **days).status_code == 401
    assert stranger.get("/crm/leads/response", **days).status_code == 403
    assert viewer.see("/crm/leads/response", **days) == {"items": []}
