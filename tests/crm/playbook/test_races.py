"""Two workers look at the same moment, on connections of their own: everything opens once."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections, transaction

from backend.crm.playbook import actions
from backend.crm.playbook.models import PlaybookRule, PlaybookRun
from backend.crm.playbook.queries import clock, rules
from backend.crm.task.models import Task
from tests.crm.playbook.kit import HOUSE, House, house, moment
from tests.house_kit import door_for, person

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WORKERS = 6
NOW = "2026-09-29T10:00"


@pytest.fixture
def busy(transactional_db: None) -> House:
    """Twenty large sales nobody has looked at yet."""
    found = house(door_for(person("boss", superuser=True)), lambda: 0)
    customer = found.customer()
    for _n in range(20):
        found.sale(customer, "2026-09-22T10:00")
    PlaybookRule.objects.exclude(code="weekly-follow-up").update(is_active=False)
    PlaybookRule.objects.update(active_from=moment("2026-09-28T00:00"))
    return found


def together(work: Callable[[], Any]) -> list[Any]:
    """Let every worker begin at the same moment; what each found."""
    gate, answers, faults = threading.Barrier(WORKERS), [], []

    def run() -> None:
        try:
            gate.wait(30)
            answers.append(work())
        except Exception as error:
            faults.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _n in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    return answers


def test_six_workers_at_once_open_every_task_once(busy: House) -> None:
    found = together(lambda: actions.scan(moment(NOW), actor=HOUSE)[1])

    assert sum(found) == 20
    assert Task.objects.count() == PlaybookRun.objects.count() == 20
    assert Task.objects.values("document_id").distinct().count() == 20
    assert actions.scan(moment(NOW), actor=HOUSE)[1] == 0


def test_without_the_ledger_they_would_not(busy: House) -> None:
    """Six who look, and then write what is not there yet, write it more than once."""
    rule = PlaybookRule.objects.get(code="weekly-follow-up")
    (case, *_rest) = clock.cases_at(rule, moment(NOW))
    looked = threading.Barrier(WORKERS)

    def look_then_write() -> int:
        with transaction.atomic():
            new = rules.new_ones(rule, [case])
            looked.wait(30)
            for one in new:
                Task.objects.create(
                    title="两次", kind="call", due_at=moment(NOW), document=one.document,
                    document_id=one.document_id, created_at=moment(NOW), updated_at=moment(NOW),
                )  # fmt: skip
            return len(new)

    assert sum(together(look_then_write)) == WORKERS
    assert Task.objects.filter(document_id=case.document_id).count() == WORKERS


def test_a_worker_that_dies_between_two_tasks_leaves_whole_ones(
    busy: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was opened stays, what was not is opened by the next look, nothing twice."""
    opened = actions.running._open
    count = iter(range(100))

    def dying(*args: Any, **facts: Any) -> Any:
        if next(count) == 7:
            raise KeyboardInterrupt
        return opened(*args, **facts)

    monkeypatch.setattr(actions.running, "_open", dying)
    with pytest.raises(KeyboardInterrupt):
        actions.scan(moment(NOW), actor=HOUSE)
    assert Task.objects.count() == PlaybookRun.objects.count() == 7
    monkeypatch.setattr(actions.running, "_open", opened)

    assert actions.scan(moment(NOW), actor=HOUSE)[1] == 13
    assert Task.objects.count() == PlaybookRun.objects.count() == 20


def test_a_task_is_completed_by_one_of_six(busy: House) -> None:
    actions.scan(moment(NOW), actor=HOUSE)
    task = Task.objects.order_by("id")[0]

    def tick() -> int:
        door = door_for(busy.boss.user)
        at = {"at": "2026-09-29T11:00:00+08:00"}
        return int(door.post(f"/crm/tasks/{task.pk}/complete", at).status_code)

    assert sorted(together(tick)) == [200] + [409] * (WORKERS - 1)
