"""Follow-ups in the back office, and the next steps that are due."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import DocumentAdmin
from backend.core.registry import find, resource_of
from backend.crm.activity import queries
from backend.crm.activity.models import FollowUp
from backend.crm.activity.schemas import FOLLOW_UP
from backend.crm.lead.models import Lead
from backend.crm.opportunity.models import Opportunity

FEW = 5
SUBJECTS = ("crm.customer", "crm.lead", "crm.opportunity", "crm.quote", "crm.contract")


def subjects(document: Any, actor: Actor) -> Iterable[tuple[str, str]]:
    """This will offer the kinds of paper people follow up."""
    known = [(code, find(code)) for code in SUBJECTS]
    return [(code, str(resource.label)) for code, resource in known if resource is not None]


@admin.register(FollowUp)
class FollowUpAdmin(DocumentAdmin):
    """A follow-up with its next step."""

    resource = FOLLOW_UP
    icon = "chat"
    place = 16
    columns = (
        "at",
        "party_name",
        "kind",
        "content",
        "result",
        "next_action",
        "next_on",
        "owner_name",
    )
    filters = ("kind", "owner_id", "at_from", "at_until", "due_until")
    facts = (
        (_("跟进"), ("party_name", "document", "kind", "at", "content", "result")),
        (_("同行与位置"), ("participants", "location")),
        (_("下一步"), ("next_action", "next_on", "next_done_on", "counts_as_contact", "owner_id")),
    )
    references = {"document": subjects}
    labels = {
        "party_name": _("客户"),
        "due_until": _("待办截至"),
        "location": _("位置"),
        "lat": _("纬度"),
        "lon": _("经度"),
        "accuracy": _("精度（米）"),
        "address": _("地址"),
        "checked_in_at": _("签到时间"),
    }
    empty = _("还没有跟进记录。拜访、电话、微信沟通之后记一笔，下一步会出现在工作台。")


def _said(document: Model, actor: Actor) -> panels.Table | None:
    about = Q(document=resource_of(type(document)).code, document_id=document.pk)
    if isinstance(document, Opportunity):
        about = queries.of_opportunity(document.pk)
    rows = policy.visible(FollowUp, actor).filter(about)
    latest = list(rows.select_related("owner").order_by("-at")[:FEW])
    if not latest:
        return None
    return panels.Table(
        _("跟进"),
        [_("时间"), _("方式"), _("内容"), _("负责人")],
        [[row.at, row.get_kind_display(), row.content, str(row.owner or "")] for row in latest],
        [panels.page(row) for row in latest],
    )


@panels.related(Lead, "crm.view_followup")
def said_with_lead(lead: Lead, actor: Actor) -> panels.Table | None:
    """This will show what was said with a lead."""
    return _said(lead, actor)


@panels.related(Opportunity, "crm.view_followup")
def said_about_opportunity(opportunity: Opportunity, actor: Actor) -> panels.Table | None:
    """This will show what was said about an opportunity."""
    return _said(opportunity, actor)
