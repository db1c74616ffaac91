"""The back office's pages of plans and due visits, and what is due on the first page."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.service.maintenance.flow import OccasionState, PlanState
from backend.service.maintenance.models import MaintenancePlan, Occasion
from backend.service.maintenance.schemas import MAINTENANCE_PLAN, OCCASION

SHOWN = 5


@admin.register(MaintenancePlan)
class MaintenancePlanAdmin(DocumentAdmin):
    """Which machines are looked after, and how often."""

    resource = MAINTENANCE_PLAN
    icon = "event_repeat"
    place = 48
    labels = {
        "product_name": _("产品"),
        "customer_name": _("客户"),
        "checklist_name": _("检查表"),
        "asset_id": _("设备"),
        "plan_id": _("保养计划"),
        "assets": _("指定设备"),
        "includes": _("包含的计划"),
        "triggers": _("触发条件"),
        "kit": _("备件包"),
        "on": _("日期"),
        "reason": _("原因"),
        "serial": _("序列号"),
    }
    columns = (
        "no",
        "name",
        "state",
        "product_name",
        "customer_name",
        "active_from",
        "horizon_days",
        "lead_days",
    )
    filters = ("state", "product_id", "customer_id")
    facts = (
        (_("计划"), ("no", "name", "state", "active_from", "note")),
        (_("适用设备"), ("product_name", "model", "customer_name")),
        (
            _("时间"),
            (
                "season",
                "horizon_days",
                "lead_days",
                "early_days",
                "late_days",
                "merge_days",
                "skip_days",
            ),
        ),
        (_("工单"), ("duration_minutes", "skills", "checklist_name")),
    )
    tables = (
        ChildTable(
            _("触发条件"),
            "triggers",
            (
                "kind",
                "every",
                "unit",
                "is_floating",
                "anchor_on",
                "meter_name",
                "step",
                "compare",
                "threshold",
            ),
        ),
        ChildTable(_("备件包"), "kit", ("product_name", "quantity")),
        ChildTable(_("指定设备"), "assets", ("no", "serial")),
        ChildTable(_("包含的计划"), "includes", ("no", "name")),
    )
    main_path = (PlanState.DRAFT, PlanState.ACTIVE, PlanState.RETIRED)
    party_path = "customer_id"
    empty = _("还没有保养计划。新建并启用后，系统每晚生成到期的保养。")


@admin.register(Occasion)
class OccasionAdmin(DocumentAdmin):
    """Every time a plan calls for work."""

    resource = OCCASION
    icon = "event_upcoming"
    place = 49
    labels = {
        "plan_name": _("保养计划"),
        "asset_serial": _("设备序列号"),
        "customer_name": _("客户"),
        "customer_id": _("客户"),
        "work_order_no": _("工单"),
        "merged_into_no": _("并入"),
        "due_from": _("到期不早于"),
        "due_until": _("到期不晚于"),
        "on": _("日期"),
    }
    columns = (
        "no",
        "plan_name",
        "asset_serial",
        "customer_name",
        "state",
        "due_on",
        "window_until",
        "work_order_no",
        "done_on",
    )
    filters = ("state", "plan_id", "customer_id", "due_from", "due_until")
    facts = (
        (_("到期"), ("no", "plan_name", "asset_serial", "customer_name", "state", "why")),
        (_("时间窗口"), ("due_on", "window_from", "window_until", "reading")),
        (_("完成"), ("work_order_no", "done_on", "done_reading", "has_used_visit")),
        (_("合并与跳过"), ("merged_into_no", "reason")),
    )
    main_path = (OccasionState.PLANNED, OccasionState.ORDERED, OccasionState.DONE)
    empty = _("还没有到期的保养。启用保养计划后自动生成。")


@panels.today("service.view_occasion")
def missed(actor: Actor) -> panels.Item | None:
    """This will show maintenance whose window has passed undone."""
    rows = policy.visible(Occasion, actor).filter(state=OccasionState.MISSED)
    found = list(rows.select_related("plan", "asset").order_by("due_on")[:SHOWN])
    if not found:
        return None
    return panels.Item(
        _("错过的保养"),
        rows.count(),
        link=panels.listing(Occasion, state=OccasionState.MISSED.value),
        lines=[
            panels.Line(
                f"{row.plan} · {row.asset.serial}",
                panels.page(row),
                _("{n} 天前到期").format(n=(timezone.localdate() - row.due_on).days),
            )
            for row in found
        ],
        tone="bad",
        icon="event_busy",
    )
