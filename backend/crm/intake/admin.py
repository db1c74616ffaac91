"""Forms, assignment rules and absences in the back office."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.backoffice.pages import DocumentAdmin
from backend.core.people.models import Unit, User
from backend.crm.intake.flow import FormState
from backend.crm.intake.models import Absence, AssignmentRule, LeadForm
from backend.crm.intake.schemas import ABSENCE, ASSIGNMENT_RULE, LEAD_FORM


def _staff(rule: Any, actor: Actor) -> list[tuple[int, str]]:
    """Whoever has a log-in that is open may be given leads, in the order of their names."""
    people = User.objects.filter(is_active=True).order_by("name", "username")
    return [(user.pk, str(user)) for user in people]


def _page(form: Any) -> str:
    return f"/forms/{form.key}" if form.state == FormState.OPEN else ""


@admin.register(LeadForm)
class LeadFormAdmin(DocumentAdmin):
    """What strangers are asked, and where their answers go."""

    resource = LEAD_FORM
    icon = "dynamic_form"
    place = 63
    columns = ("no", "title", "source", "campaign", "state", "created_at")
    filters = ("state", "source")
    facts = (
        (_("表单"), ("title", "title_en", "asks", "required", "consent", "consent_en", "state")),
        (
            _("去向"),
            ("source", "campaign", "default_owner_id", "unit_id", "origins", "per_minute"),
        ),
        (_("公开页面"), ("page", "key", "receipts")),
    )
    labels = {"page": _("页面地址"), "receipts": _("已收到")}
    references = {"default_owner_id": User, "unit_id": Unit}
    prints = ((_("打开表单"), _page),)
    empty = _("还没有线索表单。新建后可把地址放到网站、二维码或邮件里。")


@admin.register(AssignmentRule)
class AssignmentRuleAdmin(DocumentAdmin):
    """Which leads go to whom, in their order."""

    resource = ASSIGNMENT_RULE
    icon = "alt_route"
    place = 64
    columns = ("position", "name", "method", "when", "is_active", "created_at")
    filters = ("is_active", "method")
    facts = (
        (_("规则"), ("name", "position", "is_active", "when", "method", "team_id", "people_ids")),
        (
            _("条件"),
            ("sources", "provinces", "cities", "words", "amount_min", "amount_max"),
        ),
    )
    labels = {"people_ids": _("分配人员")}
    references = {"team_id": Unit, "people_ids": _staff}
    empty = _("还没有分配规则。没有规则匹配的线索会等待主管分配。")

    def get_ordering(self, request: Any) -> list[str]:
        """This will show the rules in the order in which they are asked."""
        return ["position"]


@admin.register(Absence)
class AbsenceAdmin(DocumentAdmin):
    """Who is away, so that leads pass them by."""

    resource = ABSENCE
    icon = "beach_access"
    place = 65
    columns = ("owner_name", "first_on", "last_on", "state", "reason")
    filters = ("state", "owner_id", "day")
    facts = ((_("休假"), ("owner_id", "first_on", "last_on", "state", "reason")),)
    labels = {"person_id": _("人员"), "owner_name": _("人员"), "day": _("日期")}
    references = {"person_id": User}
    empty = _("没有人休假。")
