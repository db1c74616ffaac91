"""Tasks are closed by the news they wait for, each by its own and by no other."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from backend.core.access.actor import system
from backend.core.events.models import Event
from backend.crm.opportunity.actions import seed
from backend.crm.task import actions, calc
from backend.crm.task.models import Task
from tests.crm.customer.kit import a_customer
from tests.crm.task.kit import a_task
from tests.house_kit import Door

Hear = Callable[[], int]
DUE = datetime(2026, 7, 3, 9, tzinfo=UTC)


def asked(
    door: Door, document: str, paper: dict[str, Any], *closes_on: str, key: str = "t", **more: Any
) -> Task:
    """Open a task the house asks for."""
    made = actions.open_once(
        actor=system("test"),
        origin_key=key,
        document=document,
        document_id=paper["id"],
        party_id=paper.get("party_id"),
        kind="call",
        title="回电",
        owner_id=door.user.pk,
        unit_id=None,
        due_at=DUE,
        closes_on=closes_on,
        **more,
    )
    assert made is not None
    return made


def talk(door: Door, document: str, paper: dict[str, Any], **changes: Any) -> dict[str, Any]:
    body = {
        "document": document,
        "document_id": paper["id"],
        "kind": "call",
        "at": "2026-07-02T10:00:00+08:00",
        "content": "电话沟通",
    }
    return door.do("/crm/followups", {**body, **changes})


def sale(door: Door, customer: dict[str, Any], name: str = "阴极铜") -> dict[str, Any]:
    seed(actor=system("test"))
    return door.do(
        "/crm/opportunities",
        {
            "at": "2026-07-01T09:00:00+08:00",
            "party_id": customer["party_id"],
            "name": name,
            "amount": "100000.00",
            "expected_close_on": "2026-08-31",
        },
    )


def state(task: Task) -> str:
    return str(Task.objects.get(pk=task.pk).state)


def test_a_counting_contact_closes_what_waits_for_it(boss: Door, hear: Hear) -> None:
    customer = a_customer(boss)
    task = asked(boss, "crm.customer", customer, "crm.followup.created:counts_as_contact=true")

    talk(boss, "crm.customer", customer, counts_as_contact=False)
    hear()
    assert state(task) == "open"
    talk(boss, "crm.customer", customer)
    hear()

    done = Task.objects.get(pk=task.pk)
    assert (done.state, done.done_by_id) == ("done", boss.user.pk)
    assert done.done_at == datetime(2026, 7, 2, 2, tzinfo=UTC)
    event = Event.objects.get(name="crm.task.completed")
    assert event.payload["name"] == "crm.followup.created"
    hear()
    assert Event.objects.filter(name="crm.task.completed").count() == 1


def test_news_of_another_sale_of_the_same_customer_close_nothing(boss: Door, hear: Hear) -> None:
    customer = a_customer(boss)
    one, two = sale(boss, customer), sale(boss, customer, "阴极铜二期")
    counting = "crm.followup.created:counts_as_contact=true"
    mine = asked(boss, "crm.opportunity", one, counting, key="one")
    other = asked(boss, "crm.opportunity", two, counting, key="two")
    any_paper = asked(boss, "crm.opportunity", two, f"{counting}@party", key="three")

    talk(boss, "crm.opportunity", one)
    hear()

    assert (state(mine), state(other), state(any_paper)) == ("done", "open", "done")


def test_what_happens_in_the_same_sale_counts_when_asked_for(boss: Door, hear: Hear) -> None:
    customer = a_customer(boss)
    one, two = sale(boss, customer), sale(boss, customer, "阴极铜二期")
    task = asked(boss, "crm.opportunity", one, "crm.followup.created:kind=call@opportunity")

    talk(boss, "crm.customer", customer)
    talk(boss, "crm.opportunity", two)
    talk(boss, "crm.opportunity", one, kind="mail")
    hear()
    assert state(task) == "open"
    talk(boss, "crm.opportunity", one)
    hear()

    assert state(task) == "done"


def test_a_lost_sale_needs_no_more_work(boss: Door, hear: Hear) -> None:
    one = sale(boss, a_customer(boss))
    task = asked(boss, "crm.opportunity", one, "crm.quote.sent", "!crm.opportunity.changed:name")

    boss.patch(f"/crm/opportunities/{one['id']}", {"amount": "1.00"}, match='"1"')
    hear()
    assert state(task) == "open"
    boss.patch(f"/crm/opportunities/{one['id']}", {"name": "作废"}, match='"2"')
    hear()

    dropped = Task.objects.get(pk=task.pk)
    assert (dropped.state, dropped.done_at) == ("cancelled", None)
    assert dropped.closed_reason == f"不再需要：{one['no']}"


def test_what_was_done_before_the_week_does_not_count(boss: Door, hear: Hear) -> None:
    one = sale(boss, a_customer(boss))
    monday = datetime(2026, 6, 28, 16, tzinfo=UTC)
    task = asked(boss, "crm.opportunity", one, "crm.followup.created", counts_from=monday)

    talk(boss, "crm.opportunity", one, at="2026-06-28T23:59:00+08:00")
    hear()
    assert state(task) == "open"
    talk(boss, "crm.opportunity", one, at="2026-06-29T00:00:00+08:00")
    hear()

    assert state(task) == "done"


def test_a_key_opens_one_task_for_ever(boss: Door) -> None:
    customer = a_customer(boss)
    task = asked(boss, "crm.customer", customer)
    boss.do(f"/crm/tasks/{task.pk}/cancel", {"reason": "不需要"})

    again = actions.open_once(
        actor=system("test"),
        origin_key="t",
        document="crm.customer",
        document_id=customer["id"],
        party_id=None,
        kind="call",
        title="回电",
        owner_id=boss.user.pk,
        unit_id=None,
        due_at=DUE,
    )

    assert again is None
    assert Task.objects.count() == 1


def test_a_task_opened_late_may_be_answered_already(boss: Door, hear: Hear) -> None:
    customer = a_customer(boss)
    start = Event.objects.latest("id").at
    talk(boss, "crm.customer", customer)
    hear()
    task = asked(boss, "crm.customer", customer, "crm.followup.created:counts_as_contact=true")

    assert actions.close_if_answered(task, actor=system("test"), since=start)
    assert state(task) == "done"


def test_most_news_cost_one_look(
    boss: Door, hear: Hear, django_assert_max_num_queries: Any
) -> None:
    customer = a_customer(boss)
    hear()
    event = Event.objects.filter(document_id=customer["id"]).latest("id")

    with django_assert_max_num_queries(1):
        assert actions.close_by(event, actor=system("test")) == 0


def test_the_next_step_of_a_follow_up_is_a_task(boss: Door, hear: Hear) -> None:
    customer = a_customer(boss)
    said = talk(boss, "crm.customer", customer, next_action="寄送样品", next_on="2026-07-05")
    hear()

    task = Task.objects.get()
    assert (task.title, task.due_at.isoformat()) == ("寄送样品", "2026-07-05T10:00:00+00:00")
    assert (task.kind, task.origin, task.owner_id) == ("call", "manual", boss.user.pk)
    boss.patch(f"/crm/followups/{said['id']}", {"next_on": "2026-07-07"}, match='"1"')
    hear()
    assert Task.objects.get().due_at.isoformat() == "2026-07-07T10:00:00+00:00"
    boss.do(
        f"/crm/tasks/{task.pk}/complete",
        {"at": "2026-07-06T10:00:00+08:00", "result": "已寄出"},
    )

    seen = boss.see(f"/crm/followups/{said['id']}")
    assert (seen["next_done_on"], seen["result"], seen["verbs"]) == ("2026-07-06", "已寄出", [])
    hear()
    assert Task.objects.count() == 1


def test_a_next_step_ticked_off_or_taken_back_closes_its_task(boss: Door, hear: Hear) -> None:
    customer = a_customer(boss)
    one = talk(boss, "crm.customer", customer, next_action="寄送样品", next_on="2026-07-05")
    two = talk(boss, "crm.customer", customer, next_action="报价", next_on="2026-07-06")
    hear()

    boss.do(f"/crm/followups/{one['id']}/complete", {"on": "2026-07-04"})
    boss.patch(f"/crm/followups/{two['id']}", {"next_action": "", "next_on": None}, match='"1"')
    hear()

    assert dict(Task.objects.values_list("title", "state")) == {
        "寄送样品": "done",
        "报价": "cancelled",
    }


def test_steps_from_before_tasks_existed_are_adopted_once(boss: Door, hear: Hear) -> None:
    customer = a_customer(boss)
    talk(boss, "crm.customer", customer, next_action="寄送样品", next_on="2026-07-05")
    hear()
    Task.objects.all().delete()

    assert actions.adopt_steps(actor=system("test")) == 1
    assert actions.adopt_steps(actor=system("test")) == 0
    assert Task.objects.get().title == "寄送样品"


def test_what_rules_asked_for_follows_the_paper_to_its_new_owner(boss: Door, hear: Hear) -> None:
    from tests.crm.task.kit import worker

    ann = worker("ann", "华东")
    lead = boss.do(
        "/crm/leads", {"on": "2026-07-01", "title": "询价", "source": "web", "company": "甲"}
    )
    ruled = asked(boss, "crm.lead", lead)
    own = a_task(boss, document="crm.lead", document_id=lead["id"])

    boss.do(f"/crm/leads/{lead['id']}/assign", {"owner_id": ann.user.pk})
    hear()

    assert Task.objects.get(pk=ruled.pk).owner_id == ann.user.pk
    assert Task.objects.get(pk=own["id"]).owner_id == boss.user.pk


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("crm.quote.sent", calc.Closing("crm.quote.sent")),
        ("!crm.opportunity.lost", calc.Closing("crm.opportunity.lost", drops=True)),
        (
            "crm.followup.created:kind=visit@party",
            calc.Closing("crm.followup.created", field="kind", value="visit", scope="party"),
        ),
        (
            "crm.opportunity.changed:expected_close_on",
            calc.Closing("crm.opportunity.changed", field="expected_close_on"),
        ),
    ],
)
def test_lines_that_close_are_read(line: str, found: calc.Closing) -> None:
    assert calc.closing(line) == found


def test_what_is_no_line_is_refused() -> None:
    for line in ("", "quote.sent", "crm.quote.sent@team", "crm.quote.sent:a=b=c", "*", "crm.*.x"):
        with pytest.raises(ValueError):
            calc.closing(line)
