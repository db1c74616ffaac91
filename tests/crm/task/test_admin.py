"""One's own desk in the back office: what is due, ticked off with one press."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backend.core.context import clock
from backend.crm.task.models import Task
from tests.crm.task.kit import a_task, worker
from tests.house_kit import Door

MINE = "/admin/crm/task/mine/"


@pytest.fixture
def ann(db: None) -> Door:
    """A salesperson who may enter the back office."""
    found = worker("ann", "华东")
    assert found.user is not None
    found.user.is_staff = True
    found.user.save()
    return found


def page(client: Client | None, path: str = MINE) -> str:
    assert client is not None
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_desk_shows_ones_own_tasks_by_when_they_are_due(ann: Door) -> None:
    now = timezone.now()
    for title, days in (("逾期事项", -2), ("远期事项", 30)):
        a_task(ann, title=title, due_at=(now + timedelta(days=days)).isoformat())
    other = worker("bob", "华东")
    a_task(other, title="别人的事项", due_at=now.isoformat())

    shown = page(ann.client)

    assert shown.index("已逾期") < shown.index("逾期事项") < shown.index("远期事项")
    assert "别人的事项" not in shown


def test_a_task_is_ticked_off_with_one_press_and_only_once(ann: Door) -> None:
    made = a_task(ann)
    assert ann.client is not None
    body: dict[str, Any] = {"task": made["id"], "result": "已寄出", "_key": "k1"}

    first = ann.client.post(MINE, body)
    again = ann.client.post(MINE, body)

    assert (first.status_code, first["Location"]) == (302, MINE)
    assert again.status_code == 302
    task = Task.objects.get()
    assert (task.state, task.result, task.version) == ("done", "已寄出", 2)
    late = ann.client.post(MINE, {**body, "_key": "k2"})
    assert late.status_code == 409
    assert "已完成" in late.content.decode()


def test_what_is_not_ones_own_cannot_be_ticked_off(ann: Door) -> None:
    made = a_task(worker("bob", "华西"))
    assert ann.client is not None

    for task, status in ((made["id"], 404), ("nonsense", 422)):
        answer = ann.client.post(MINE, {"task": task, "_key": f"k{status}"})
        assert answer.status_code == status
    assert Task.objects.get().state == "open"


def test_lists_and_forms_speak_the_houses_language(ann: Door) -> None:
    a_task(ann)

    listed = page(ann.client, "/admin/crm/task/")
    form = page(ann.client, "/admin/crm/task/add/")

    assert MINE in listed
    assert "今天截止（含逾期）" in listed
    assert "完成后自动建立" in form
    assert '<option value="crm.customer">客户</option>' in form


def test_a_next_task_left_blank_in_the_form_is_none(ann: Door) -> None:
    assert ann.client is not None
    typed = {
        "_key": "k3",
        "title": "寄送样品",
        "kind": "other",
        "priority": "normal",
        "due_at": "2026-07-03T17:00",
        "document": "",
        "chain_next.title": "",
        "chain_next.days": "",
        "chain_next.kind": "",
    }

    sent = ann.client.post("/admin/crm/task/add/", typed)

    assert sent.status_code == 302, sent.content.decode()[-2000:]
    assert Task.objects.get().chain_next is None


def test_the_first_page_counts_what_is_due(ann: Door) -> None:
    a_task(ann, title="今天要做", due_at=timezone.now().isoformat())

    shown = page(ann.client, "/admin/")

    assert "我的任务" in shown
    assert "今天要做" in shown
    assert clock.get() is None
