"""The back office's pages of engineers."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.service.engineer.models import Engineer
from backend.service.engineer.schemas import ENGINEER


@admin.register(Engineer)
class EngineerAdmin(DocumentAdmin):
    """Who goes out and mends."""

    resource = ENGINEER
    icon = "engineering"
    place = 47
    labels = {
        "van_name": _("服务车"),
        "skill": _("技能"),
        "lapses_by": _("资质到期不晚于"),
        "is_valid": _("今日有效"),
        "first": _("首日"),
        "last": _("末日"),
        "weekdays": _("星期（1 为周一）"),
        "opens": _("上班时间"),
        "closes": _("下班时间"),
        "shift_id": _("班次"),
        "reason": _("原因"),
        "on": _("登记日期"),
    }
    columns = ("no", "name", "territory", "van_name", "is_active", "created_at")
    filters = ("is_active", "territory", "skill", "lapses_by")
    facts = (
        (_("工程师"), ("no", "name", "user_id", "territory", "van_name", "is_active")),
        (_("出发地与成本"), ("home", "latitude", "longitude", "hourly_cost", "note")),
    )
    tables = (
        ChildTable(_("技能"), "skills", ("code", "level", "expires_on", "is_valid")),
        ChildTable(
            _("证书"), "certificates", ("name", "number", "issuer", "issued_on", "expires_on")
        ),
        ChildTable(_("排班与缺勤"), "shifts", ("kind", "starts_at", "ends_at", "note")),
    )
    empty = _("还没有服务工程师。登记后才能排班和派工。")
