"""A list of tasks: put on, done, put off, handed over, left out."""

from typing import Any

import pytest

from backend.core.context import clock
from backend.core.events.models import Event
from backend.crm.task.models import Task
from tests.crm.customer.kit import a_customer
from tests.crm.task.kit import a_task, task_body, worker
from tests.house_kit import Door

DONE = {"at": "2026-07-03T16:30:00+08:00", "result": "已寄出"}


def test_a_task_about_a_customer_knows_the_company(boss: Door) -> None:
    customer = a_customer(boss)

    made = a_task(boss, document="crm.customer", document_id=customer["id"])

    assert (made["state"], made["party_name"]) == ("open", "江苏远东电缆有限公司")
    assert made["origin"] == "manual"
    assert made["verbs"] == ["complete", "start", "reschedule", "assign", "skip", "cancel"]
    seen = boss.see(f"/crm/customers/{customer['id']}/overview")
    assert [row["title"] for row in seen["sections"]["tasks"]] == ["寄送样品"]


def test_a_task_is_begun_and_done_once(boss: Door) -> None:
    path = f"/crm/tasks/{a_task(boss)['id']}"

    assert boss.do(f"{path}/start")["state"] == "in_progress"
    done = boss.do(f"{path}/complete", DONE)

    assert (done["state"], done["result"], done["verbs"]) == ("done", "已寄出", [])
    assert (done["done_at"], done["done_by_id"]) == ("2026-07-03T08:30:00Z", boss.user.pk)
    assert boss.post(f"{path}/complete", DONE).status_code == 409
    assert (
        boss.post(f"{path}/reschedule", {**task_due("05"), "reason": "客户出差"}).status_code == 409
    )


def task_due(day: str) -> dict[str, str]:
    return {"due_at": f"2026-07-{day}T17:00:00+08:00"}


def test_overdue_follows_from_the_clock(boss: Door) -> None:
    from datetime import UTC, datetime

    path = f"/crm/tasks/{a_task(boss)['id']}"
    token = clock.set(datetime(2026, 7, 3, 8, 59, tzinfo=UTC))
    before = boss.see(path)["is_overdue"]
    clock.reset(token)
    token = clock.set(datetime(2026, 7, 3, 9, 1, tzinfo=UTC))
    after = boss.see(path)["is_overdue"]
    late = boss.see("/crm/tasks", due="overdue")["items"]
    clock.reset(token)

    assert (before, after, len(late)) == (False, True, 1)


def test_the_list_is_cut_by_when_things_are_due(boss: Door) -> None:
    from datetime import datetime

    from django.utils import timezone

    for day in ("01", "02", "05", "06"):
        a_task(boss, title=day, **task_due(day))
    boss.do(f"/crm/tasks/{a_task(boss, title='完成', **task_due('01'))['id']}/complete", DONE)
    token = clock.set(timezone.make_aware(datetime(2026, 7, 2, 9, 0)))

    def titles(word: str) -> list[str]:
        return sorted(row["title"] for row in boss.see("/crm/tasks", due=word)["items"])

    found = {word: titles(word) for word in ("overdue", "today", "week", "later")}
    clock.reset(token)

    assert found == {
        "overdue": ["01"],
        "today": ["01", "02"],
        "week": ["01", "02", "05"],
        "later": ["06"],
    }


def test_putting_off_takes_a_reason_and_is_counted(boss: Door) -> None:
    path = f"/crm/tasks/{a_task(boss)['id']}/reschedule"

    assert boss.post(path, task_due("05")).status_code == 422
    assert boss.post(path, {**task_due("03"), "reason": "没变"}).status_code == 422
    moved = boss.do(path, {**task_due("05"), "reason": "客户出差"})
    earlier = boss.do(path, {**task_due("04"), "reason": "提前回来"})

    assert (moved["due_at"], moved["postponed"]) == ("2026-07-05T09:00:00Z", 1)
    assert (earlier["due_at"], earlier["postponed"]) == ("2026-07-04T09:00:00Z", 1)
    event = Event.objects.filter(name="crm.task.rescheduled").order_by("id").first()
    assert event is not None
    assert event.reason == "客户出差"


@pytest.mark.parametrize(("verb", "state"), [("skip", "skipped"), ("cancel", "cancelled")])
def test_leaving_out_takes_a_reason(boss: Door, verb: str, state: str) -> None:
    path = f"/crm/tasks/{a_task(boss)['id']}/{verb}"

    assert boss.post(path, {"reason": ""}).status_code == 422
    closed = boss.do(path, {"reason": "客户已停产"})

    assert (closed["state"], closed["closed_reason"], closed["done_at"]) == (
        state,
        "客户已停产",
        None,
    )


def test_a_task_is_handed_over(boss: Door) -> None:
    ann, bob = worker("ann", "华东"), worker("bob", "华东")
    path = f"/crm/tasks/{a_task(ann)['id']}"

    moved = ann.do(f"{path}/assign", {"owner_id": bob.user.pk, "reason": "休假"})

    assert moved["owner_id"] == bob.user.pk
    assert [row["id"] for row in bob.see("/crm/tasks", owner_id=bob.user.pk)["items"]] == [
        moved["id"]
    ]


def plan(**changes: Any) -> dict[str, Any]:
    return {"kind": "call", "title": "确认样品收到", "days": 3, **changes}


def test_the_next_task_follows_by_itself(boss: Door) -> None:
    made = a_task(boss, chain_next=plan(by_itself=True, from_deadline=True))

    boss.do(f"/crm/tasks/{made['id']}/complete", DONE)

    following = Task.objects.exclude(pk=made["id"]).get()
    assert (following.title, following.kind, following.state) == ("确认样品收到", "call", "open")
    assert following.due_at.isoformat() == "2026-07-06T10:00:00+00:00"
    assert following.origin_key == f"chain:{made['id']}"


def test_the_next_task_is_suggested_and_taken_up_once(boss: Door) -> None:
    made = a_task(boss, chain_next=plan(in_work_time=True))
    path = f"/crm/tasks/{made['id']}"
    assert made["next_due_at"] is None

    done = boss.do(f"{path}/complete", DONE)
    assert (done["verbs"], done["next_due_at"]) == (["take_next"], "2026-07-08T10:00:00Z")
    assert Task.objects.count() == 1
    taken = boss.do(f"{path}/take-next")

    assert taken["verbs"] == []
    (following,) = boss.see("/crm/tasks", state="open")["items"]
    assert (following["title"], following["due_at"]) == ("确认样品收到", "2026-07-08T10:00:00Z")
    assert boss.post(f"{path}/take-next").status_code == 409
    assert boss.see(path)["verbs"] == []
    assert Task.objects.count() == 2


def test_bad_input_is_named_by_field(boss: Door) -> None:
    customer = a_customer(boss)
    unknown = "01a20cf3-c01a-7df1-a2e9-9b1fad7a3c36"
    for change, field in [
        ({"title": ""}, "title"),
        ({"kind": "smoke"}, "kind"),
        ({"due_at": "tomorrow"}, "due_at"),
        ({"document": "crm.customer"}, "document"),
        ({"document": "", "document_id": customer["id"]}, "document"),
        ({"document": "crm.nothing", "document_id": customer["id"]}, "document"),
        ({"document": "crm.customer", "document_id": unknown}, "document_id"),
        ({"party_id": unknown}, "party_id"),
        ({"owner_id": 2_000_000_000}, "owner_id"),
        ({"chain_next": plan(days=-1)}, "chain_next.days"),
        ({"closes_on": ["crm.quote.sent"]}, "closes_on"),
    ]:
        wrong = boss.post("/crm/tasks", task_body(**change))
        assert (wrong.status_code, list(wrong.body["errors"])) == (422, [field]), change
    assert Task.objects.count() == 0


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("start", None),
        ("complete", DONE),
        ("reschedule", {"due_at": "2026-07-09T17:00:00+08:00", "reason": "客户出差"}),
        ("skip", {"reason": "不需要"}),
        ("cancel", {"reason": "不需要"}),
    ],
)
def test_who_may_work_on_a_task(verb: str, body: Any, stranger: Door, nobody: Door) -> None:
    ann, bob = worker("ann", "华东"), worker("bob", "华西")
    made = a_task(ann)
    path = f"/crm/tasks/{made['id']}"

    for who, status in [(nobody, 401), (stranger, 403), (bob, 404)]:
        assert who.get(path).status_code == status
        assert who.post(f"{path}/{verb}", body).status_code == status
    assert Task.objects.get().version == 1
    assert bob.see("/crm/tasks")["items"] == []
    assert ann.do(f"{path}/{verb}", body)["version"] == 2


def test_who_may_hand_over_and_put_on_others_lists(stranger: Door, nobody: Door) -> None:
    from backend.core.access.models import Scope

    ann, bob = worker("ann", "华东", scope=Scope.OWN), worker("bob", "华东", scope=Scope.OWN)
    made = a_task(ann)
    over = {"owner_id": bob.user.pk}

    for who, status in [(nobody, 401), (stranger, 403), (bob, 404), (ann, 403)]:
        assert who.post(f"/crm/tasks/{made['id']}/assign", over).status_code == status
    assert ann.post("/crm/tasks", task_body(**over)).status_code == 403
    assert [task.owner_id for task in Task.objects.all()] == [ann.user.pk]
    for who, status in [(nobody, 401), (stranger, 403)]:
        assert who.post("/crm/tasks", task_body()).status_code == status
    assert Task.objects.count() == 1


def test_a_task_about_a_paper_out_of_sight_is_refused(boss: Door) -> None:
    ann, bob = worker("ann", "华东"), worker("bob", "华西")
    customer = a_customer(ann)

    wrong = bob.post("/crm/tasks", task_body(document="crm.customer", document_id=customer["id"]))

    assert (wrong.status_code, list(wrong.body["errors"])) == (422, ["document_id"])
