"""Leads in the back office, and those nobody has answered."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.crm.lead import queries
from backend.crm.lead.flow import State
from backend.crm.lead.models import Lead
from backend.crm.lead.schemas import LEAD

FEW = 5


@admin.register(Lead)
class LeadAdmin(DocumentAdmin):
    """A lead with what it asks for and what was said."""

    resource = LEAD
    icon = "campaign"
    place = 14
    columns = (
        "no",
        "title",
        "company",
        "contact_name",
        "contact_phone",
        "source",
        "state",
        "owner_name",
        "received_on",
    )
    filters = ("state", "source", "owner_id", "unanswered")
    facts = (
        (_("线索"), ("title", "source", "received_on", "content", "owner_id")),
        (_("联系方式"), ("company", "contact_name", "contact_phone", "contact_email")),
        (
            _("结果"),
            (
                "first_response_at",
                "last_contact_at",
                "party_id",
                "converted_on",
                "duplicate_of_id",
                "closed_reason",
            ),
        ),
    )
    tables = (ChildTable(_("需求明细"), "items", ("text", "quantity", "unit")),)
    labels = {"unanswered": _("尚未响应")}
    main_path = (State.NEW, State.ASSIGNED, State.WORKING, State.QUALIFIED, State.CONVERTED)
    empty = _("还没有线索。展会、网站或来电的询价都可以记在这里。")


@panels.today("crm.start_lead", order=30)
def unanswered(actor: Actor) -> panels.Item:
    """This will show the leads nobody has answered yet, the oldest first."""
    rows = queries.unanswered(actor)
    lines = [
        panels.Line(row.title, panels.page(row), row.received_on.isoformat()) for row in rows[:FEW]
    ]
    return panels.Item(
        _("待响应线索"),
        rows.count(),
        panels.listing(Lead, unanswered="true"),
        lines,
        tone="busy",
        icon="campaign",
    )
