"""Surveys in the back office."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import DocumentAdmin
from backend.service.survey import queries
from backend.service.survey.flow import State
from backend.service.survey.models import Survey
from backend.service.survey.schemas import SURVEY
from backend.service.ticket.models import Ticket


@admin.register(Survey)
class SurveyAdmin(DocumentAdmin):
    """What customers were asked and what they said."""

    resource = SURVEY
    icon = "sentiment_satisfied"
    place = 55
    columns = (
        "no",
        "customer_name",
        "ticket_no",
        "worker_name",
        "state",
        "score",
        "tags",
        "answered_at",
        "asked_at",
    )
    labels = {
        "customer_name": _("客户"),
        "ticket_no": _("服务单"),
        "work_order_no": _("工单"),
        "worker_name": _("服务人员"),
        "is_low": _("低分（≤2）"),
        "days": _("有效天数"),
        "at": _("发出时间"),
        "reason": _("原因"),
    }
    main_path = (State.OPEN, State.ANSWERED)
    party_path = "customer_id"
    empty = _("还没有评价。服务单解决后系统会自动邀请客户评价。")


@panels.related(Survey, "service.create_survey")
def link(survey: Survey, actor: Actor) -> panels.Table | None:
    """This will give the link for the customer, while the survey may be answered."""
    if not queries.is_open(survey, at=timezone.now()):
        return None
    return panels.Table(_("评价链接"), [_("链接")], [[queries.path(survey.pk)]])


@panels.related(Ticket, "service.view_survey", order=60)
def of_ticket(ticket: Ticket, actor: Actor) -> panels.Table | None:
    """This will show what the customer said of a ticket."""
    rows = list(policy.visible(Survey, actor).filter(ticket=ticket).order_by("-asked_at")[:5])
    if not rows:
        return None
    return panels.Table(
        _("满意度"),
        [_("状态"), _("评分"), _("意见"), _("评价时间")],
        [[row.get_state_display(), row.score, row.text, row.answered_at] for row in rows],
        [panels.page(row) for row in rows],
    )
