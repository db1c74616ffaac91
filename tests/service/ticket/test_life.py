"""The life of a ticket over the API, with the moments its promises fall due."""

from datetime import datetime

import pytest
from django.utils import timezone

from backend.core.events.models import Event
from tests.house_kit import Door, person
from tests.service.ticket import kit
from tests.service.ticket.kit import World, at, clocks

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def here(keeper: Door) -> World:
    return kit.world(keeper)


def due(ticket: kit.Json) -> dict[str, str]:
    """When each clock of a ticket is due, in Shanghai: `07 14:00`."""
    return {kind: shown(one["target_at"]) for kind, one in clocks(ticket).items()}


def shown(moment: str) -> str:
    return f"{timezone.localtime(datetime.fromisoformat(moment)):%d %H:%M}"


def test_a_fault_in_warranty_from_the_call_to_the_end(here: World) -> None:
    engineer = person("liu")
    made = here.open(contact_name="王主任", contact_phone="13800001111")

    assert made["state"] == "new"
    assert (made["priority"], made["is_covered"]) == ("p3", True)
    assert made["entitlement"]["kind"] == "warranty"
    assert made["serial_no"] == "SN2026-0001"
    # P3 in working hours 9-12, 13:30-18: 4, 16, 24 and 40 hours from Monday at 10:00.
    assert due(made) == {
        "response": "07 15:30", "on_site": "09 11:00", "restore": "10 11:30", "resolve": "14 14:00",
    }  # fmt: skip
    assert (made["due_kind"], shown(made["due_at"])) == ("response", "07 15:30")

    here.do(made, "triage", "07 10:20", impact="high", urgency="medium", symptom_code="noise")
    graver = here.see(made)
    assert (graver["state"], graver["priority"]) == ("triaged", "p2")
    # P2 runs round the clock: 1, 8, 24 and 48 hours, from the call and not from the triage.
    assert due(graver) == {
        "response": "07 11:00", "on_site": "07 18:00", "restore": "08 10:00", "resolve": "09 10:00",
    }  # fmt: skip
    old = clocks(graver)["resolve"]["history"][0]
    assert (old["priority_before"], old["priority_after"]) == ("p3", "p2")
    assert (old["seconds_before"], old["seconds_after"]) == (40 * 3600, 48 * 3600)
    assert (shown(old["target_before"]), shown(old["target_after"])) == ("14 14:00", "09 10:00")

    here.do(made, "assign", "07 10:30", owner_id=engineer.pk)
    here.do(made, "start", "07 10:45")
    here.do(made, "wait", "07 12:00", kind="waiting_customer", note="等客户停机窗口")
    waiting = here.see(made)
    assert (waiting["state"], waiting["is_paused"]) == ("waiting_customer", True)
    here.do(made, "resume", "07 15:00")
    here.do(made, "wait", "07 16:00", kind="waiting_parts")
    here.do(made, "resume", "07 19:00")
    moved = here.see(made)
    # P2 excuses three hours of waiting for the customer, and none for parts.
    assert due(moved) == {
        "response": "07 11:00", "on_site": "07 21:00", "restore": "08 13:00", "resolve": "09 13:00",
    }  # fmt: skip
    assert clocks(moved)["resolve"]["paused_seconds"] == 3 * 3600
    assert [(one["kind"], shown(one["from_at"])) for one in moved["pauses"]] == [
        ("waiting_customer", "07 12:00"), ("waiting_parts", "07 16:00"),
    ]  # fmt: skip

    here.do(made, "restore", "08 09:00")
    body = {"cause_code": "wear", "solution_code": "replaced", "resolution": "更换主轴轴承"}
    done = here.do(made, "resolve", "08 14:00", **body)
    assert done["state"] == "resolved"
    assert shown(done["closes_at"]) == "11 14:00"
    facts = {kind: (one["is_late"], shown(one["stopped_at"])) for kind, one in clocks(done).items()}
    # Nobody came: what was to be on site by 21:00 ended, late, with the ticket.
    assert facts == {
        "response": (False, "07 10:45"), "on_site": (True, "08 14:00"),
        "restore": (False, "08 09:00"), "resolve": (False, "08 14:00"),
    }  # fmt: skip
    assert clocks(done)["resolve"]["gone"] == 25 * 3600  # 28 hours less 3 of waiting

    again = here.do(made, "reopen", "10 14:00", reason="仍有异响")
    assert (again["state"], again["reopened"]) == ("reopened", 1)
    # 23 of 48 hours are left; the two days it was thought to be over are nobody's.
    assert due(again)["resolve"] == "11 13:00"
    assert clocks(again)["restore"]["stopped_at"] is not None
    here.do(made, "resolve", "10 16:00", **body)
    closed = here.do(made, "close", "10 16:30")
    assert (closed["state"], closed["verbs"]) == ("closed", ["comment", "reopen"])
    late = here.refused(made, "reopen", 409, at=at("25 17:00"), reason="又响了")
    assert late["type"].endswith("too-late-to-reopen")


def test_the_contract_of_a_machine_promises_its_own_hours(here: World) -> None:
    made = here.open(asset_id=here.promised, at=at("11 20:00"))

    # Two, four, eight and 24 hours round the clock from Friday night, whatever the priority.
    assert due(made) == {
        "response": "11 22:00", "on_site": "12 00:00", "restore": "12 04:00", "resolve": "12 20:00",
    }  # fmt: skip
    assert made["is_covered"] is False  # its contract leaves out the parts
    here.do(made, "reprioritise", "11 20:30", impact="high", urgency="high", reason="产线停产")
    same = here.see(made)
    assert same["priority"] == "p1"
    # P1 excuses no waiting for parts, P3 did; the hours are those of the contract.
    assert due(same) == due(made)
    assert all(one["is_entitled"] for one in same["clocks"])


def test_who_is_not_covered_says_yes_before_anybody_begins(here: World) -> None:
    engineer = person("zhao")
    made = here.open(asset_id=here.bare)
    assert (made["is_covered"], made["entitlement"]) == (False, None)
    here.do(made, "assign", "07 10:10", owner_id=engineer.pk)

    asked = here.refused(made, "start", 409, at=at("07 10:20"))
    assert asked["type"].endswith("not-agreed")
    here.refused(made, "agree", 409, at=at("07 10:20"), name="王主任")
    here.do(made, "estimate", "07 10:30", amount="1800.00", note="上门费与轴承")
    here.do(made, "agree", "07 11:00", name="王主任")
    here.do(made, "start", "07 11:10")
    here.do(made, "estimate", "07 14:00", amount="2400.00", note="另加电机")
    again = here.see(made)
    assert (again["estimate"], again["agreed_at"], again["agreed_by"]) == ("2400.00", None, "")
    free = here.do(made, "waive", reason="老客户")
    assert free["is_covered"] is True
    assert "estimate" not in free["verbs"]


def test_two_tickets_about_one_matter_become_one(here: World) -> None:
    first, second, third = here.open(), here.open(at=at("07 10:30")), here.open(at=at("07 11:00"))
    here.do(third, "comment", "07 11:05", audience="internal", text="声音很大")
    here.do(third, "merge", "07 11:10", into_id=second["id"], reason="同一故障")
    here.do(second, "merge", "07 11:20", into_id=first["id"], reason="同一故障")

    one, two, whole = here.see(third), here.see(second), here.see(first)
    assert [one["state"], one["merged_into_id"]] == ["duplicate", first["id"]]
    assert [two["state"], two["merged_into_id"]] == ["duplicate", first["id"]]
    assert all(clock["is_void"] for clock in [*one["clocks"], *two["clocks"]])
    assert [child["no"] for child in whole["children"]] == [second["no"], third["no"]]
    assert [remark["text"] for remark in whole["comments"]] == ["声音很大"]
    assert not any(clock["is_void"] for clock in whole["clocks"])
    stranger = here.open(asset_id=None, customer_id=here.other, summary="另一家")
    for ticket, into in ((stranger, first), (first, first), (first, second)):
        wrong = here.refused(ticket, "merge", 422, at=at("07 12:00"), into_id=into["id"])
        assert "into_id" in wrong["errors"]
    assert here.refused(second, "merge", 409, at=at("07 12:00"), into_id=first["id"])
    told = Event.objects.filter(document_id=first["id"], name="service.ticket.absorbed")
    assert told.count() == 1


def test_what_nobody_could_mean_is_refused_with_a_sentence(here: World) -> None:
    wrong = here.boss.post(kit.TICKETS, {"at": at("07 10:00"), "summary": "坏了"})
    assert (wrong.status_code, wrong.body["errors"]) == (422, {"customer_id": "请选择客户或设备"})
    body = {"at": at("07 10:00"), "summary": "坏了", "customer_id": here.other}
    theirs = here.boss.post(kit.TICKETS, {**body, "asset_id": here.covered})
    assert "asset_id" in theirs.body["errors"]
    unknown = here.boss.post(kit.TICKETS, {**body, "symptom_code": "haunted"})
    assert "symptom_code" in unknown.body["errors"]

    made = here.open()
    assert "at" in here.refused(made, "start", 422, at=at("07 09:59"))["errors"]
    here.do(made, "wait", "07 12:00", kind="waiting_supplier")
    assert "at" in here.refused(made, "resume", 422, at=at("07 11:00"))["errors"]
    here.refused(made, "wait", 409, at=at("07 13:00"), kind="waiting_parts")
    here.refused(made, "wait", 422, at=at("07 13:00"), kind="resolved")
    dropped = here.do(made, "cancel", "07 14:00", reason="误报")
    assert dropped["verbs"] == []
    assert (dropped["is_late"], [one["is_void"] for one in dropped["clocks"]]) == (
        False,
        [True] * 4,
    )


def test_the_company_sets_its_own_matrix_promises_and_words(here: World) -> None:
    cell = {"impact": "medium", "urgency": "medium", "priority": "p2"}
    here.boss.do("/service/priority-rules", cell)
    twice = here.boss.post("/service/priority-rules", cell)
    assert (twice.status_code, "请直接修改" in twice.body["detail"]) == (409, True)
    policy = {
        "priority": "p2", "calendar": "business", "response_minutes": 60, "resolve_minutes": 450,
        "pauses_on": ["waiting_parts"], "reopen_days": 1, "close_days": 1,
    }  # fmt: skip
    here.boss.do("/service/sla-policies", policy)
    crossed = here.boss.post(
        "/service/sla-policies", {**policy, "priority": "p1", "resolve_minutes": 30}
    )
    assert "resolve_minutes" in crossed.body["errors"]
    word = {"kind": "symptom", "code": "chatter", "name": "切削颤振", "name_en": "Chatter"}
    here.boss.do("/service/fault-codes", {**word, "product_id": here.product})
    here.boss.do(
        "/service/fault-codes",
        {"kind": "symptom", "code": "leak", "name": "漏液", "is_active": False},
    )

    made = here.open(symptom_code="chatter")
    assert made["priority"] == "p2"
    assert due(made) == {"response": "07 11:00", "resolve": "08 10:00"}
    words = here.boss.see(f"{kit.TICKETS}/words", product_id=here.product)["symptom"]
    codes = [one["code"] for one in words]
    assert (codes[0], "leak" in codes, len(codes)) == ("chatter", False, 8)
    elsewhere = here.boss.see(f"{kit.TICKETS}/words")["symptom"]
    assert "chatter" not in [one["code"] for one in elsewhere]
    here.do(made, "resolve", "07 11:30", solution_code="explained", resolution="电话指导")
    refused = here.refused(made, "reopen", 409, at=at("08 11:31"), reason="又来了")
    assert "1 天" in refused["detail"]
