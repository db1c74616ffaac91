"""A customer is asked once how it was; who was not content is called within a day."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from backend.config.roles import ROLES
from backend.core import registry
from backend.core.access.models import Grant, Role, Scope
from backend.core.events.models import Event
from backend.crm.task.models import Task
from backend.notify.inbox.models import Message
from backend.service.knowledge.models import KnowledgeArticle
from backend.service.survey import calc
from backend.service.survey.models import Survey
from backend.service.ticket import actions as tickets
from backend.service.ticket.models import Ticket
from tests.house_kit import Door, door_for, person
from tests.service.ticket import kit
from tests.service.ticket.kit import World

pytestmark = pytest.mark.django_db
CAUSE = {"cause": "轴承磨损", "fix": "更换轴承并重新预紧"}


@pytest.fixture(scope="module")
def here(keeper: Door) -> World:
    cache.clear()
    return kit.world(keeper)


def test_a_low_answer_opens_a_task_and_is_given_once(here: World, hear: Callable[[], int]) -> None:
    giver = person("chen", grants={"service.assign_ticket": Scope.ALL})
    worker, now = person("liu"), timezone.now()
    made = here.open(at=now.isoformat())
    here.boss.do(
        f"{kit.TICKETS}/{made['id']}/assign", {"at": now.isoformat(), "owner_id": worker.pk}
    )
    done = {"at": now.isoformat(), "solution_code": "adjusted", "resolution": "调整"}
    here.boss.do(f"{kit.TICKETS}/{made['id']}/resolve", done)
    hear()
    survey = here.boss.see("/service/surveys", ticket_id=made["id"])["items"][0]
    assert (survey["state"], survey["worker_id"], survey["score"]) == ("open", worker.pk, None)
    twice = here.boss.post("/service/surveys", {"at": now.isoformat(), "ticket_id": made["id"]})
    assert (twice.status_code, "已发出过" in twice.body["detail"]) == (409, True)
    path = here.boss.see(f"/service/surveys/{survey['id']}/link")["path"]

    phone = Client()
    page = phone.get(path)
    assert page.status_code == 200
    assert re.search(r"FW-\d{4}-\d{4}", page.content.decode())
    assert phone.post(path, {"score": "6"}).status_code == 422
    sent = phone.post(path, {"score": "2", "tags": ["speed", "skill"], "text": "来得太晚"})
    assert "一天内" in sent.content.decode()
    assert phone.post(path, {"score": "5"}).status_code == 410
    assert phone.get(path[:-1] + "!").status_code == 404
    hear()

    answer = here.boss.see(f"/service/surveys/{survey['id']}")
    assert (answer["score"], answer["tags"]) == (2, ["speed", "skill"])
    task = Task.objects.get(document="service.survey")
    assert (task.owner_id, task.kind, task.content) == (giver.pk, "call", "来得太晚")
    assert task.due_at - Survey.objects.get().answered_at == timedelta(days=1)
    news = Event.objects.get(name="service.survey.answered").payload
    assert (news["score"], news["is_low"], news["worker_id"]) == (2, True, worker.pk)
    assert Message.objects.filter(user=worker, title__contains="2 分").count() == 1
    span = {
        "since": (now - timedelta(days=1)).isoformat(),
        "until": (now + timedelta(days=1)).isoformat(),
    }
    summed = here.boss.see("/service/surveys/content", **span)
    assert summed == {
        "asked": 1, "answered": 1, "rate": "1.0000", "mean": None, "low": 1, "enough": 5,
    }  # fmt: skip


def test_few_answers_make_no_mean() -> None:
    assert calc.content(0, []) == calc.Content(0, 0, None, None, 0)
    assert calc.content(9, [5, 4, 1, 2]).mean is None
    found = calc.content(9, [5, 4, 1, 2, 5])
    assert found == calc.Content(9, 5, Decimal("0.5556"), Decimal("3.40"), 2)


def test_the_clock_warns_tells_of_broken_promises_and_closes_each_once(
    here: World, hear: Callable[[], int]
) -> None:
    giver = person("chen", grants={"service.assign_ticket": Scope.ALL})
    worker, now = person("liu"), timezone.now()
    made = here.open(asset_id=here.promised, at=now.isoformat())
    here.boss.do(
        f"{kit.TICKETS}/{made['id']}/assign", {"at": now.isoformat(), "owner_id": worker.pk}
    )
    hear()

    def told(hours: str) -> list[str]:
        """What is told so many hours after the call, of a promise of 2, 4, 8 and 24 hours."""
        known = set(Event.objects.values_list("pk", flat=True))
        at = now + timedelta(hours=float(hours))
        tickets.tell_due(at=at)
        assert tickets.tell_due(at=at) == 0
        rows = Event.objects.exclude(pk__in=known).order_by("pk")
        return [f"{row.name.rsplit('.', 1)[1]} {row.payload['kind']}" for row in rows]

    assert told("1.5") == []
    assert told("1.6") == ["warned response"]
    assert told("2") == ["breached response"]
    assert told("3") == ["escalated response"]
    assert told("4.5") == ["breached on_site"]  # nobody looked for two hours: no warning comes late
    assert here.see(made)["is_late"] is True
    hear()
    first = Message.objects.filter(user=worker, title__contains="超时")
    both = Message.objects.filter(user=giver, title__contains="已超时")
    assert [first.count(), both.count()] == [4, 2]

    end = now + timedelta(hours=6)
    done = {"at": end.isoformat(), "solution_code": "adjusted", "resolution": "调整"}
    here.boss.do(f"{kit.TICKETS}/{made['id']}/resolve", done)
    assert told("30") == []
    assert tickets.close_due(at=end + timedelta(days=2, hours=23)) == 0
    assert tickets.close_due(at=end + timedelta(days=3)) == 1
    assert tickets.close_due(at=end + timedelta(days=3)) == 0
    hear()
    assert Ticket.objects.get(pk=made["id"]).state == "closed"
    assert Message.objects.filter(user=worker, title__contains="已自动关闭").count() == 1


def test_an_article_is_checked_by_another_and_suggested_where_it_helps(here: World) -> None:
    body = {"on": "2026-09-07", "title": "主轴轴承异响", "symptom_code": "noise", **CAUSE}
    parts = [{"product_id": here.product, "quantity": "2.000"}]
    mine = here.boss.do(
        "/service/knowledge-articles", {**body, "product_id": here.product, "parts": parts}
    )
    path = f"/service/knowledge-articles/{mine['id']}"
    here.boss.do(f"{path}/submit")
    at = {"at": kit.at("07 12:00")}
    own = here.boss.post(f"{path}/approve", at)
    assert (own.status_code, "另一位同事" in own.body["detail"]) == (409, True)
    other = door_for(person("qian", superuser=True))
    other.do(f"{path}/approve", at)
    ticket = here.open(symptom_code="noise")
    suggested = here.boss.see(f"/service/knowledge-articles/for-ticket/{ticket['id']}")["items"]
    assert [one["title"] for one in suggested] == ["主轴轴承异响"]
    elsewhere = here.open(asset_id=None, customer_id=here.customer, symptom_code="leak")
    assert here.boss.see(f"/service/knowledge-articles/for-ticket/{elsewhere['id']}")["items"] == []
    for _twice in range(2):
        here.boss.do(f"{path}/use", {**at, "ticket_id": ticket["id"]})
    assert here.boss.see(path)["used"] == 1
    changed = here.boss.patch(path, {"fix": "先检查润滑"}, match='"5"')
    assert (changed.status_code, changed.body["state"]) == (200, "draft")
    assert KnowledgeArticle.objects.get().reviewed_by_id is None


def test_an_engineer_sees_their_own_and_a_supplier_nothing(here: World) -> None:
    for seed in ROLES:
        if seed.code in ("engineer", "dispatcher", "supplier"):
            role = Role.objects.create(code=seed.code, name=seed.name)
            for permission, scope in seed.scopes(registry.permissions()).items():
                Grant.objects.create(role=role, permission=permission, scope=scope)
    user, engineer = kit.worker("liu", "engineer")
    _user, dispatcher = kit.worker("chen", "dispatcher")
    _other, supplier = kit.worker("mill", "supplier")
    mine, theirs = here.open(contact_phone="13800001111"), here.open()
    dispatcher.do(
        f"{kit.TICKETS}/{mine['id']}/assign", {"at": kit.at("07 10:30"), "owner_id": user.pk}
    )

    assert [one["id"] for one in engineer.see(kit.TICKETS)["items"]] == [mine["id"]]
    assert engineer.get(f"{kit.TICKETS}/{theirs['id']}").status_code == 404
    assert len(dispatcher.see(kit.TICKETS)["items"]) == 2
    assert supplier.get(kit.TICKETS).status_code == 403
    assert engineer.see(f"{kit.TICKETS}/{mine['id']}")["contact_phone"] != "13800001111"
    engineer.do(f"{kit.TICKETS}/{mine['id']}/start", {"at": kit.at("07 11:00")})
    gift = {"reason": "算了"}
    assert engineer.post(f"{kit.TICKETS}/{mine['id']}/waive", gift).status_code == 403
    late = dispatcher.see(kit.TICKETS, sla="late", ordering="due_at")["items"]
    assert {one["id"] for one in late} == {mine["id"], theirs["id"]}
    assert dispatcher.see(kit.TICKETS, sla="fine")["items"] == []
