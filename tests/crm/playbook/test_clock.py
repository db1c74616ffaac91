"""What the clock calls for: each period once, whoever looks when and how often."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction

from backend.core.events.models import Event
from backend.crm.customer.models import Customer
from backend.crm.opportunity.models import Opportunity
from backend.crm.playbook.models import PlaybookRule, PlaybookRun
from backend.crm.task.models import Task
from tests.crm.playbook.kit import House, it_is, local, tasks


def rows(rule: str = "") -> list[tuple[str, str, str]]:
    """Tell key, deadline and state of a rule's tasks."""
    return [
        (task.origin_key.split(":", 3)[3], local(task.due_at), task.state) for task in tasks(rule)
    ]


def test_a_large_sale_is_spoken_about_each_week(home: House) -> None:
    made = home.sale(home.customer(), "2026-09-24T10:00", amount="50000.01")
    home.scan("2026-09-25T10:00")
    assert rows("weekly") == [("2026-W39", "2026-09-25T17:00", "open")]
    assert tasks("weekly")[0].title == "本周跟进：远东电缆 阴极铜（2026-W39）"

    home.talk("crm.opportunity", made, "2026-09-25T11:00")
    home.scan("2026-09-28T00:10")
    home.scan("2026-09-28T00:20")

    assert rows("weekly") == [
        ("2026-W39", "2026-09-25T17:00", "done"),
        ("2026-W40", "2026-10-02T17:00", "open"),
    ]


def test_a_small_sale_and_one_begun_after_thursday_are_let_be(home: House) -> None:
    customer = home.customer()
    home.sale(customer, "2026-09-24T10:00", amount="50000.00")
    home.sale(customer, "2026-09-25T00:00", amount="90000.00")

    home.scan("2026-09-25T10:00")
    assert rows("weekly") == []
    home.scan("2026-09-28T09:00")

    assert rows("weekly") == [("2026-W40", "2026-10-02T17:00", "open")]


def test_a_contact_written_down_on_monday_for_last_week_is_no_contact_of_this_week(
    home: House,
) -> None:
    made = home.sale(home.customer(), "2026-09-22T10:00")
    home.scan("2026-09-22T11:00")
    home.scan("2026-09-28T09:00")

    with it_is("2026-09-28T10:00"):
        home.ann.do(
            "/crm/followups",
            {
                "document": "crm.opportunity",
                "document_id": made["id"],
                "kind": "visit",
                "at": "2026-09-27T15:00:00+08:00",
                "content": "补记周末拜访",
            },
        )
        home.hear()

    assert rows("weekly") == [
        ("2026-W39", "2026-09-25T17:00", "skipped"),
        ("2026-W40", "2026-10-02T17:00", "open"),
    ]


def test_a_stage_is_warned_of_and_then_decided(home: House) -> None:
    made = home.sale(home.customer(), "2026-07-01T10:00", amount="1.00")
    home.scan("2026-07-15T09:50")
    assert rows("stage") == []
    home.scan("2026-07-15T10:00")
    home.scan("2026-07-16T10:00")
    assert rows("stage") == [("need@20260701020000", "2026-07-16T18:00", "open")]
    assert tasks("stage-warn")[0].title == "与主管检视：阴极铜 在“需求确认”已 14 天"

    home.scan("2026-07-31T10:00")
    assert [local(task.due_at) for task in tasks("stage-max")] == ["2026-08-02T18:00"]
    with it_is("2026-08-01T10:00"):
        home.boss.do(
            f"/crm/opportunities/{made['id']}/move",
            {"at": "2026-08-01T10:00:00+08:00", "stage": "offer"},
        )
        home.hear()

    assert [task.state for task in tasks("stage")] == ["done", "done"]


def test_an_expected_day_that_passed_is_moved_or_the_sale_is_lost(home: House) -> None:
    made = home.sale(
        home.customer(), "2026-07-01T10:00", amount="1.00", expected_close_on="2026-07-10"
    )
    home.scan("2026-07-10T23:50")
    assert rows("close") == []
    home.scan("2026-07-11T00:10")
    assert rows("close") == [("2026-07-10", "2026-07-11T18:00", "open")]

    path = f"/crm/opportunities/{made['id']}"
    version = home.boss.see(path)["version"]
    with it_is("2026-07-11T09:00"):
        home.boss.patch(path, {"content": "铜"}, match=f'"{version}"')
        home.hear()
    assert rows("close")[0][2] == "open"
    with it_is("2026-07-20T15:00"):
        moved = {"expected_close_on": "2026-07-20"}
        home.boss.patch(path, moved, match=f'"{version + 1}"')
        home.hear()
    home.scan("2026-07-21T00:10")

    assert rows("close") == [
        ("2026-07-10", "2026-07-11T18:00", "done"),
        ("2026-07-20", "2026-07-21T18:00", "open"),
    ]


def test_an_a_customer_without_a_deal_is_visited(home: House) -> None:
    a, b = home.customer(), home.customer(party={"name": "乙公司"}, level="B")
    for made in (a, b):
        Customer.objects.filter(pk=made["id"]).update(
            first_deal_on="2026-06-01", last_deal_on="2026-06-05"
        )
    home.scan("2026-08-03T23:00")
    assert rows("care") == []
    home.scan("2026-08-04T00:10")
    assert rows("care") == [("2026-06-05#1", "2026-08-11T18:00", "open")]
    assert tasks("care")[0].title == "关怀拜访：远东电缆 已 60 天未成交"

    home.talk("crm.customer", a, "2026-08-05T10:00")
    assert rows("care")[0][2] == "open"
    home.talk("crm.customer", a, "2026-08-06T10:00", kind="visit")
    home.scan("2026-10-03T00:10")

    assert rows("care") == [
        ("2026-06-05#1", "2026-08-11T18:00", "done"),
        ("2026-06-05#2", "2026-10-10T18:00", "open"),
    ]


def test_a_worker_down_for_a_day_and_a_half_loses_no_task(home: House) -> None:
    """A late look opens what hourly looks would have, with the same deadlines, and once."""
    world(home)
    home.scan("2026-07-10T08:00")
    before = len(tasks())
    with undone():
        for hour in range(8, 24):
            home.scan(f"2026-07-10T{hour:02d}:00")
        for hour in range(21):
            home.scan(f"2026-07-11T{hour:02d}:00")
        hourly = everything()
    assert len(tasks()) == before

    opened = home.scan("2026-07-11T20:00")

    assert (opened, len(tasks()) - before) == (4, 4)
    assert everything() == hourly
    assert home.scan("2026-07-11T20:10") == 0
    written = PlaybookRun.objects.exclude(due_key="escalated")
    assert written.count() == len(everything())


@contextmanager
def undone() -> Iterator[None]:
    """Let something happen, and then not have happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def world(home: House) -> None:
    """Sales that reach a mark on the tenth and eleventh of July."""
    customer = home.customer()
    home.sale(customer, "2026-06-26T12:00", amount="1.00")  # 14 days in its stage
    home.sale(customer, "2026-06-10T14:00", amount="1.00")  # 30 days
    home.sale(customer, "2026-07-09T10:00", amount="1.00", expected_close_on="2026-07-10")
    made = home.customer(party={"name": "乙公司"})
    Customer.objects.filter(pk=made["id"]).update(
        first_deal_on="2026-05-11", last_deal_on="2026-05-12"
    )


def everything() -> list[tuple[str, str, str]]:
    return sorted(rows())


def test_weeks_missed_while_nothing_ran_are_made_up(home: House) -> None:
    home.sale(home.customer(), "2026-09-14T10:00")
    home.scan("2026-09-14T11:00")

    home.scan("2026-10-05T09:00")

    assert rows("weekly") == [
        ("2026-W38", "2026-09-18T17:00", "skipped"),
        ("2026-W39", "2026-09-25T17:00", "skipped"),
        ("2026-W40", "2026-10-02T17:00", "skipped"),
        ("2026-W41", "2026-10-09T17:00", "open"),
    ]
    assert home.scan("2026-10-05T09:10") == 0


def test_a_week_whose_end_had_passed_when_the_rule_began_is_let_be(home: House) -> None:
    home.sale(home.customer(), "2026-09-22T10:00")
    PlaybookRule.objects.update(active_from="2026-09-26T09:00:00+08:00")

    home.scan("2026-09-26T10:00")
    home.scan("2026-09-26T10:10")

    assert rows("weekly") == []


def test_what_was_done_while_nothing_ran_is_not_asked_for(home: House) -> None:
    made = home.sale(home.customer(), "2026-09-22T10:00")
    home.talk("crm.opportunity", made, "2026-09-28T10:00")

    home.scan("2026-09-29T22:00")

    assert rows("weekly")[-1] == ("2026-W40", "2026-10-02T17:00", "done")


def test_an_overdue_task_is_brought_to_the_manager_once(home: House) -> None:
    home.sale(home.customer(), "2026-07-03T10:00", amount="1.00")  # first quote until the 6th
    home.scan("2026-07-08T17:50")
    assert not Task.objects.filter(origin_key__startswith="escalated").exists()

    home.scan("2026-07-08T18:10")
    home.scan("2026-07-08T18:20")

    task = Task.objects.get(origin_key__startswith="escalated")
    assert (task.owner_id, task.kind) == (home.max.user.pk, "review")
    assert local(task.due_at) == "2026-07-09T18:00"
    assert task.title == "督办逾期任务：首次报价：远东电缆 阴极铜，并填写金额与赢率（ann）"
    (late,) = tasks("first-quote")
    home.ann.do(f"/crm/tasks/{late.pk}/complete", {"at": "2026-07-09T09:00:00+08:00"})
    home.hear()
    assert Task.objects.get(pk=task.pk).state == "done"


def test_a_sale_without_an_owner_waits_for_one(home: House) -> None:
    made = home.sale(home.customer(), "2026-09-22T10:00")
    Opportunity.objects.filter(pk=made["id"]).update(owner=None, unit=None)
    home.scan("2026-09-22T11:00")
    assert rows("weekly") == []
    assert not PlaybookRun.objects.filter(rule__code="weekly-follow-up").exists()

    Opportunity.objects.filter(pk=made["id"]).update(owner=home.ann.user)
    home.scan("2026-09-22T11:10")

    assert rows("weekly") == [("2026-W39", "2026-09-25T17:00", "open")]


def test_a_look_costs_no_more_for_what_is_known(
    home: House, django_assert_max_num_queries: Any
) -> None:
    customer = home.customer()
    for _n in range(3):
        home.sale(customer, "2026-09-22T10:00")
    home.scan("2026-09-22T11:00")
    events = Event.objects.count()

    with django_assert_max_num_queries(45):
        assert home.scan("2026-09-22T11:10") == 0

    assert Event.objects.count() == events


@pytest.mark.parametrize("level", ["B", "C", "D"])
def test_only_a_customers_are_cared_for(home: House, level: str) -> None:
    made = home.customer(level=level)
    Customer.objects.filter(pk=made["id"]).update(
        first_deal_on="2026-01-01", last_deal_on="2026-01-01"
    )

    home.scan("2026-08-04T00:10")

    assert rows("care") == []
