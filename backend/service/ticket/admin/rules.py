"""The matrix, the promises and the words of a company in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core.backoffice.pages import DocumentAdmin
from backend.service.ticket.models import FaultCode, PriorityRule, SlaPolicy
from backend.service.ticket.schemas import FAULT_CODE, PRIORITY_RULE, SLA_POLICY


@admin.register(PriorityRule)
class PriorityRuleAdmin(DocumentAdmin):
    """The cells of the matrix that a company sets itself."""

    resource = PRIORITY_RULE
    icon = "grid_on"
    place = 80
    columns = ("impact", "urgency", "priority", "created_at")
    empty = _("未设置时按标准矩阵：影响高且紧急程度高为 P1，依次递减。")


@admin.register(SlaPolicy)
class SlaPolicyAdmin(DocumentAdmin):
    """What is promised at each priority."""

    resource = SLA_POLICY
    icon = "timer"
    place = 81
    columns = (
        "priority",
        "calendar",
        "response_minutes",
        "on_site_minutes",
        "restore_minutes",
        "resolve_minutes",
        "reopen_days",
        "close_days",
    )
    empty = _("未设置时按标准承诺；设备的服务权益另有时限的，以权益为准。")


@admin.register(FaultCode)
class FaultCodeAdmin(DocumentAdmin):
    """The words for symptoms, causes and solutions."""

    resource = FAULT_CODE
    icon = "list_alt"
    place = 82
    columns = ("kind", "code", "name", "name_en", "product_name", "position", "is_active")
    labels = {"product_name": _("机型")}
    empty = _("系统自带常用代码；可以新增，或用相同代码覆盖自带的。")
