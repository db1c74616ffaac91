"""The playbook in the back office, and how well large sales are followed up."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import money, panels
from backend.core.access.actor import Actor
from backend.core.backoffice import reach
from backend.core.backoffice.pages import DocumentAdmin
from backend.core.errors import Forbidden, Malformed
from backend.crm.playbook import calc
from backend.crm.playbook.models import PlaybookRule
from backend.crm.playbook.queries import coverage
from backend.crm.playbook.schemas import PLAYBOOK_RULE

FEW = 12


@admin.register(PlaybookRule)
class PlaybookRuleAdmin(DocumentAdmin):
    """When this happens, who is to do what by when."""

    resource = PLAYBOOK_RULE
    icon = "sports"
    place = 62
    columns = ("name", "trigger", "title", "kind", "assignee", "escalate_days", "is_active")
    filters = ("trigger", "is_active")
    facts = (
        (_("触发"), ("name", "code", "trigger", "trigger_days", "is_active", "active_from")),
        (_("适用于"), ("amount_over", "levels", "pipeline", "stages", "sources")),
        (
            _("任务"),
            (
                "title",
                "kind",
                "priority",
                "assignee",
                "person_id",
                "delay_days",
                "delay_hours",
                "in_work_time",
                "due_weekday",
                "due_time",
                "closes_on",
            ),
        ),
        (_("重复与上报"), ("repeat_times", "escalate_days", "runs", "scanned_until")),
    )
    labels = {"runs": _("已建立任务数"), "person_id": _("指定人员"), "at": _("启用时间")}
    empty = _("还没有规则。运行初始化可写入默认的销售打法。")

    change_list_template = "crm/playbook/list.html"

    def get_urls(self) -> list[Any]:
        """This will add the page of the coverage."""
        wrap = self.admin_site.admin_view
        page = path("coverage/", wrap(self.coverage_view), name="crm_playbook_coverage")
        return [page, *super().get_urls()]

    def coverage_view(self, request: HttpRequest) -> HttpResponse:
        """This will show how well the large sales of a week were followed up."""
        now = timezone.now()
        asked = str(request.GET.get("week", "")) or coverage.this_week(now)
        try:
            found = coverage.coverage(reach.actor_of(request), asked[:8], now=now)
        except Forbidden as refused:
            raise PermissionDenied(str(refused)) from refused
        except Malformed:
            found = coverage.coverage(reach.actor_of(request), coverage.this_week(now), now=now)
        following = found.first + timedelta(weeks=1)
        return self._page(
            request,
            "crm/playbook/coverage.html",
            found=found,
            percent=_percent(found.share),
            threshold=f"{found.threshold:,.2f} CNY",
            people=[_person(row) for row in found.people],
            missing=[_sale(row) for row in found.missing],
            before=calc.week_of(found.first - timedelta(weeks=1)),
            after=_week_if_begun(following),
        )


def _week_if_begun(monday: date) -> str:
    return calc.week_of(monday) if monday <= timezone.localdate() else ""


def _percent(share: Decimal) -> str:
    return f"{money.cents(share * 100):f} %"


def _person(row: coverage.Tally) -> dict[str, Any]:
    return {
        "owner": row.owner,
        "total": row.total,
        "done": row.done,
        "percent": _percent(row.share),
    }


def _sale(row: Any) -> dict[str, Any]:
    return {
        "name": row.name,
        "link": panels.page(row),
        "party": row.party.name,
        "amount": f"{row.amount:,.2f} {row.currency}",
        "owner": str(row.owner or ""),
    }


def _address() -> str:
    try:
        return reverse("admin:crm_playbook_coverage")
    except NoReverseMatch:
        return ""


@panels.chart("crm.view_followup", order=45)
def covered(actor: Actor) -> panels.Chart | None:
    """This will draw how many large sales each person has spoken about this week, and not."""
    if not actor.may("crm.view_opportunity"):
        return None
    now = timezone.now()
    found = coverage.coverage(actor, coverage.this_week(now), now=now)
    if not found.people:
        return None
    rows = found.people[:FEW]
    return panels.Chart(
        _("本周重点商机跟进"),
        [row.owner for row in rows],
        {
            _("已跟进"): [row.done for row in rows],
            _("未跟进"): [row.total - row.done for row in rows],
        },
        unit=_("个"),
        total=f"{found.week} · {found.done}/{found.total} · {_percent(found.share)}",
        link=_address(),
        stacked=True,
    )
