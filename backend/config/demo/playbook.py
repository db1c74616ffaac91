"""The playbook of the demo company at work: what is due, overdue and done on everybody's list."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from backend.config.demo.pools import Company
from backend.core import context
from backend.core.access.actor import system
from backend.crm.activity.models import FollowUp
from backend.crm.lead.models import Lead
from backend.crm.opportunity.models import Opportunity
from backend.crm.playbook import actions
from backend.crm.playbook.models import PlaybookRule
from backend.crm.task.models import Task

SHANGHAI = ZoneInfo("Asia/Shanghai")
SELLERS = ("sales", "sales2", "sales3")
MONTH = 30
CALLS = ("确认规格与到站，下周给准信。", "对方在比价，等我们的报价。", "月底前定，要求送样。")


def begin(company: Company) -> None:
    """This will let the rules have worked for a month, so that the lists tell of a while."""
    began = _at(company, "09:00") - timedelta(days=MONTH)
    boss = company.desk("boss")
    for rule in PlaybookRule.objects.order_by("code"):
        boss.do(f"/crm/playbook-rules/{rule.pk}/stop", {"reason": "演示开始"})
        boss.do(f"/crm/playbook-rules/{rule.pk}/resume", {"at": began.isoformat()})


def play(company: Company, *, hear: Callable[[], int]) -> None:
    """This will hand out leads, let the clock look, and let people work off some of it."""
    _hand_out(company)
    hear()
    _scan(company)
    hear()
    _talk(company)
    hear()
    _plan(company)
    _work_off(company)
    hear()


STILL_DUE = 4
"""Overdue tasks a seller of the demo has left."""


def _hand_out(company: Company) -> None:
    """Four leads came in lately; two of them were called already."""
    leads = Lead.objects.filter(state="new").order_by("created_at")[:4]
    for number, lead in enumerate(leads):
        owner = company.people[SELLERS[number % 3]]
        context.clock.set(_at(company, "09:30") - timedelta(days=number))
        body = {"owner_id": owner.pk, "reason": "新线索分配"}
        company.desk("boss").do(f"/crm/leads/{lead.pk}/assign", body)
        if number % 2:
            _call(company, SELLERS[number % 3], "crm.lead", lead.pk, "09:50", number)


def _scan(company: Company) -> None:
    now = _at(company, "09:55")
    context.clock.set(now)
    actions.scan(now, actor=system("crm.playbook"))


def _talk(company: Company) -> None:
    """Every other large sale was spoken about this week."""
    rows = Opportunity.objects.filter(state="open", owner__username__in=SELLERS)
    for number, row in enumerate(rows.select_related("owner").order_by("no")):
        if number % 2 == 0 and row.owner is not None:
            _call(company, row.owner.username, "crm.opportunity", row.pk, "10:10", number)


def _call(company: Company, login: str, document: str, pk: Any, hour: str, number: int) -> None:
    company.desk(login).do(
        "/crm/followups",
        {
            "document": document,
            "document_id": str(pk),
            "kind": FollowUp.Kind.CALL.value,
            "at": _at(company, hour).isoformat(),
            "content": CALLS[number % len(CALLS)],
        },
    )


def _plan(company: Company) -> None:
    """Everybody put something on the own list for today, one thing leading to the next."""
    for number, login in enumerate(SELLERS):
        mine = [customer for owner, customer in company.customers if owner == login]
        customer = mine[number]
        company.desk(login).do(
            "/crm/tasks",
            {
                "title": "寄送铜杆样品与检测报告",
                "kind": "other",
                "due_at": _at(company, "17:30").isoformat(),
                "document": "crm.customer",
                "document_id": customer["id"],
                "chain_next": {
                    "kind": "call",
                    "title": "确认样品收到",
                    "days": 3,
                    "by_itself": True,
                    "in_work_time": True,
                },
            },
        )


def _work_off(company: Company) -> None:
    """What was due is done but for a handful of each seller; one was put off this morning."""
    now = _at(company, "10:20")
    context.clock.set(now)
    for login in SELLERS:
        rows = Task.objects.filter(owner=company.people[login], state="open", due_at__lt=now)
        due = list(rows.order_by("due_at", "pk").values_list("pk", flat=True))
        desk = company.desk(login)
        for pk in due[:-STILL_DUE]:
            body = {"at": now.isoformat(), "result": "已联系，按计划推进"}
            desk.do(f"/crm/tasks/{pk}/complete", body)
        for pk in due[-STILL_DUE:][:1]:
            later = _at(company, "18:00") + timedelta(days=1)
            body = {"due_at": later.isoformat(), "reason": "客户出差，明日再约"}
            desk.do(f"/crm/tasks/{pk}/reschedule", body)


def _at(company: Company, hour: str) -> datetime:
    return datetime.combine(company.today, time.fromisoformat(hour), SHANGHAI)
