"""Leads in the back office, and those nobody has answered."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access.actor import Actor
from backend.core.backoffice import deeds, reach
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.errors import Invisible
from backend.crm.lead import actions, queries
from backend.crm.lead.flow import LIVE, State
from backend.crm.lead.models import Lead
from backend.crm.lead.schemas import LEAD

FEW = 5
MOST = 200
MONTH = timedelta(days=30)


@admin.register(Lead)
class LeadAdmin(DocumentAdmin):
    """A lead with what it asks for and what was said."""

    resource = LEAD
    icon = "campaign"
    place = 14
    change_list_template = "crm/lead/list.html"
    columns = (
        "no",
        "title",
        "company",
        "contact_name",
        "contact_phone",
        "source",
        "score",
        "state",
        "owner_name",
        "sla_due_at",
        "received_on",
    )
    filters = ("state", "source", "owner_id", "unanswered", "late")
    facts = (
        (
            _("线索"),
            (
                "title",
                "source",
                "campaign",
                "province",
                "city",
                "amount",
                "received_on",
                "content",
                "owner_id",
            ),
        ),
        (_("联系方式"), ("company", "contact_name", "contact_phone", "contact_email")),
        (
            _("响应"),
            (
                "score",
                "received_at",
                "assigned_at",
                "sla_due_at",
                "first_response_at",
                "response_minutes",
                "is_late",
            ),
        ),
        (
            _("结果"),
            (
                "last_contact_at",
                "party_id",
                "converted_on",
                "duplicate_of_id",
                "closed_reason",
            ),
        ),
    )
    tables = (
        ChildTable(_("需求明细"), "items", ("text", "quantity", "unit")),
        ChildTable(_("评分依据"), "score_reasons", ("text", "points")),
    )
    labels = {
        "unanswered": _("尚未响应"),
        "late": _("响应超时"),
        "is_late": _("是否超时"),
        "points": _("分值"),
        "duplicate_reason": _("重复仍需新建的原因"),
        "at": _("收到时间"),
    }
    main_path = (State.NEW, State.ASSIGNED, State.WORKING, State.QUALIFIED, State.CONVERTED)
    empty = _("还没有线索。展会、网站或来电的询价都可以记在这里。")

    def get_urls(self) -> list[Any]:
        """This will add the pool."""
        page = path("pool/", self.admin_site.admin_view(self.pool_view), name="crm_lead_pool")
        return [page, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """This will lead to the pool whoever may take a lead from it."""
        may_claim = reach.actor_of(request).may("crm.claim_lead")
        return super().changelist_view(request, {"may_claim": may_claim, **(extra_context or {})})

    def pool_view(self, request: HttpRequest) -> HttpResponse:
        """This will show what waits in the pool, and give one to whoever asks first."""
        actor = reach.actor_of(request)
        if not actor.may("crm.claim_lead"):
            raise PermissionDenied
        outcome = deeds.Outcome()
        if request.method == "POST":
            outcome = deeds.attempt(request, actor, lambda: self._claim(request, actor))
        if outcome.response is not None:
            return outcome.response
        response = self._page(
            request,
            "crm/lead/pool.html",
            leads=list(queries.pooled()[:MOST]),
            key=deeds.fresh_key(),
            sentence=outcome.sentence,
        )
        response.status_code = outcome.refusal.status if outcome.refusal is not None else 200
        return response

    def _claim(self, request: HttpRequest, actor: Actor) -> str:
        try:
            wanted = UUID(str(request.POST.get("lead", "")))
        except ValueError:
            raise Invisible from None
        return self._at("change", actions.claim(wanted, actor=actor).pk)


@panels.today("crm.start_lead", order=30)
def unanswered(actor: Actor) -> panels.Item:
    """This will show the leads nobody has answered yet, the most pressing first."""
    rows = queries.unanswered(actor)
    lines = [panels.Line(row.title, panels.page(row), _when(row)) for row in rows[:FEW]]
    return panels.Item(
        _("待响应线索"),
        rows.count(),
        panels.listing(Lead, unanswered="true"),
        lines,
        tone="busy",
        icon="campaign",
    )


def _when(lead: Lead) -> str:
    if lead.sla_due_at is None:
        return lead.received_on.isoformat()
    return timezone.localtime(lead.sla_due_at).strftime("%m-%d %H:%M")


@panels.today("crm.claim_lead", order=31)
def in_pool(actor: Actor) -> panels.Item:
    """This will show the leads that wait for whoever claims them."""
    rows = queries.pooled()
    link = panels.listing(Lead).rstrip("/") + "/pool/"
    lines = [panels.Line(row.title, link, str(row.score)) for row in rows[:FEW]]
    return panels.Item(_("线索池"), rows.count(), link, lines, icon="inbox")


@panels.chart("crm.view_lead", order=45)
def answered_in_time(actor: Actor) -> panels.Chart | None:
    """This will chart how many leads of the last 30 days were answered in time, by source."""
    today = timezone.localdate()
    found = queries.responses(actor, by="source", since=today - MONTH, until=today)
    if not found:
        return None
    measured = sum(row.in_time + row.late for row in found)
    in_time = sum(row.in_time for row in found)
    share = f"{in_time * 100 / measured:.0f}%" if measured else "—"
    return panels.Chart(
        _("线索响应（近 30 天）"),
        [row.label for row in found],
        {
            _("按时"): [row.in_time for row in found],
            _("超时"): [row.late for row in found],
        },
        unit=_("条"),
        total=str(_("按时响应率 {share}")).format(share=share),
        link=panels.listing(Lead, late="true"),
        stacked=True,
    )


@panels.related(Lead, "crm.view_lead", order=10)
def looks_like(lead: Lead, actor: Actor) -> panels.Table | None:
    """This will show the companies a lead may be; one out of sight without its name."""
    if lead.state not in LIVE:
        return None
    found = queries.looks_like(lead, actor)
    if not found:
        return None
    rows = [
        (
            str(known.party or _("其他同事的单位（您无权查看）")),
            VERDICTS.get(str(known.match.verdict), ""),
            known.match.score,
        )
        for known in found
    ]
    links = ["" if known.party is None else panels.page(known.party) for known in found]
    return panels.Table(_("疑似已有单位"), (_("单位"), _("判断"), _("相似分")), rows, links)


VERDICTS = {"block": _("基本确定"), "confirm": _("需要确认"), "note": _("可能相关")}
