"""Tasks in the back office: the list, one's own desk with a tick beside each, what is due today."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core import panels, types
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice import deeds, reach
from backend.core.backoffice.pages import DocumentAdmin
from backend.core.backoffice.words import Glossary
from backend.core.errors import Malformed
from backend.core.registry import find, resource_of
from backend.crm.contract.models import Contract
from backend.crm.customer.models import Customer
from backend.crm.lead.models import Lead
from backend.crm.opportunity.models import Opportunity
from backend.crm.quote.models import Quote
from backend.crm.task import actions, queries
from backend.crm.task.flow import State
from backend.crm.task.models import Task
from backend.crm.task.schemas import TASK

FEW = 5
DUE: dict[str, StrOrPromise] = {
    "overdue": _("已逾期"),
    "today": _("今天截止（含逾期）"),
    "week": _("本周截止（含逾期）"),
    "later": _("下周及以后"),
}
SHOWN = 200
SUBJECTS = ("crm.customer", "crm.lead", "crm.opportunity", "crm.quote", "crm.contract")


def subjects(document: Any, actor: Actor) -> Iterable[tuple[str, str]]:
    """This will offer the kinds of paper a task may be about."""
    known = [(code, find(code)) for code in SUBJECTS]
    return [(code, str(resource.label)) for code, resource in known if resource is not None]


class Words(Glossary):
    """The words of a task; when it is due is asked for in words of its own."""

    def choices(self, name: str, values: tuple[str, ...] = ()) -> dict[str, StrOrPromise]:
        """This will give the labels of a code."""
        return dict(DUE) if name == "due" else super().choices(name, values)


@admin.register(Task)
class TaskAdmin(DocumentAdmin):
    """A task; one's own are worked off on a page of their own."""

    resource = TASK
    icon = "task_alt"
    place = 5
    columns = ("title", "party_name", "kind", "priority", "due_at", "state", "origin", "owner_name")
    filters = ("due", "state", "kind", "priority", "origin", "owner_id", "due_from", "due_until")
    facts = (
        (_("任务"), ("title", "kind", "priority", "due_at", "owner_id", "content", "postponed")),
        (_("关于"), ("party_name", "document", "opportunity_id", "origin", "closes_on")),
        (_("结果"), ("done_at", "done_by_id", "result", "closed_reason", "next_due_at")),
    )
    references = {"document": subjects}
    labels = {
        "party_name": _("客户"),
        "due": _("到期"),
        "is_waiting": _("未完成"),
        "chain_next": _("下一项任务"),
        "days": _("几天后"),
        "in_work_time": _("按工作日历"),
        "by_itself": _("完成后自动建立"),
        "from_deadline": _("从原截止时间起算"),
        "next_due_at": _("下一项截止"),
        "due_from": _("截止起"),
        "due_until": _("截止止"),
        "at": _("完成时间"),
    }
    main_path = (State.OPEN, State.IN_PROGRESS, State.DONE)
    empty = _("没有任务。系统会按销售打法自动建立，也可以自己新建。")

    change_list_template = "crm/task/list.html"

    @property
    def glossary(self) -> Glossary:  # type: ignore[override]  # read-only here
        """This will give the words of this document."""
        return Words(self.model, self.labels)

    def get_urls(self) -> list[Any]:
        """This will add the page on which one works off one's own tasks."""
        mine = path("mine/", self.admin_site.admin_view(self.mine_view), name="crm_task_mine")
        return [mine, *super().get_urls()]

    def mine_view(self, request: HttpRequest) -> HttpResponse:
        """This will show what this person has to do, by when, and tick off what was done."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        actor, outcome = reach.actor_of(request), deeds.Outcome()
        if request.method == "POST":
            outcome = deeds.attempt(request, actor, lambda: self._tick(request, actor))
        if outcome.response is not None:
            return outcome.response
        response = self._page(
            request,
            "crm/task/mine.html",
            groups=_groups(actor, timezone.now()),
            sentence=outcome.sentence,
            may_complete=actor.may("crm.complete_task"),
            may_create=self.has_add_permission(request),
        )
        response.status_code = outcome.refusal.status if outcome.refusal is not None else 200
        return response

    def _tick(self, request: HttpRequest, actor: Actor) -> str:
        try:
            pk = UUID(str(request.POST.get("task", "")))
        except ValueError:
            raise Malformed from None
        result = types.tidy(str(request.POST.get("result", "")), maximum=500)
        actions.complete(pk, actor=actor, at=timezone.now(), result=result)
        return self._at("mine")


def _groups(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """One's own tasks as a person plans: late, today, this week, later, each task once."""
    midnight = _midnight(now, days=1)
    monday = _midnight(now, days=7 - timezone.localtime(now).weekday())
    spans: list[tuple[Any, str, datetime | None]] = [
        (_("已逾期"), "bad", now),
        (_("今天"), "busy", midnight),
        (_("本周"), "", monday),
        (_("以后"), "", None),
    ]
    rows = list(queries.mine(actor)[:SHOWN])
    groups = []
    for label, tone, until in spans:
        part = [row for row in rows if until is None or row.due_at < until]
        rows = rows[len(part) :]
        lines = [_line(row) for row in part]
        groups.append({"label": label, "tone": tone, "lines": lines})
    return [group for group in groups if group["lines"]]


def _midnight(now: datetime, *, days: int) -> datetime:
    local = timezone.localtime(now) + timedelta(days=days)
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def _line(task: Task) -> dict[str, Any]:
    resource = find(task.document) if task.document else None
    about = None
    if resource is not None and task.document_id is not None:
        about = {
            "label": resource.label,
            "link": reach.address(resource.model, task.document_id),
        }
    return {
        "task": task,
        "link": panels.page(task),
        "about": about,
        "key": deeds.fresh_key(),
        "later": reverse("admin:crm_task_do", args=[task.pk, "reschedule"]),
    }


def _mine() -> str:
    try:
        return reverse("admin:crm_task_mine")
    except NoReverseMatch:
        return ""


@panels.today("crm.view_task", order=5)
def due(actor: Actor) -> panels.Item:
    """This will show the person's own tasks that are due by tonight, the oldest first."""
    now = timezone.now()
    rows = queries.mine(actor).filter(queries.due("today", now=now))
    lines = [
        panels.Line(row.title, panels.page(row), f"{timezone.localtime(row.due_at):%m-%d %H:%M}")
        for row in rows[:FEW]
    ]
    late = rows.filter(due_at__lt=now).exists()
    return panels.Item(
        _("我的任务"),
        rows.count(),
        _mine(),
        lines,
        tone="bad" if late else "busy",
        icon="task_alt",
    )


def _beside(document: Model, actor: Actor) -> panels.Table | None:
    code = resource_of(type(document)).code
    rows = policy.visible(Task, actor).filter(document=code, document_id=document.pk)
    latest = list(rows.select_related("owner").order_by("-due_at")[:FEW])
    if not latest:
        return None
    return panels.Table(
        _("任务"),
        [_("任务"), _("截止时间"), _("状态"), _("负责人")],
        [[row.title, row.due_at, row.get_state_display(), str(row.owner or "")] for row in latest],
        [panels.page(row) for row in latest],
        panels.listing(Task, document_id=str(document.pk)),
    )


for _model in (Lead, Customer, Opportunity, Quote, Contract):
    panels.related(_model, "crm.view_task", order=20)(_beside)
