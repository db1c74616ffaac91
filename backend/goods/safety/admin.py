"""Safety stock and ageing rules in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.people.models import User
from backend.goods.safety.models import AgeingRule, SafetyStock
from backend.goods.safety.schemas import AGEING, SAFETY

FIRST = 5
NAMES = {
    "product_code": _("产品编码"),
    "product_name": _("产品"),
    "warehouse_name": _("仓库"),
    "owner_id": _("负责人"),
}


@admin.register(SafetyStock)
class SafetyStockAdmin(DocumentAdmin):
    """How much should lie there."""

    resource = SAFETY
    icon = "inventory"
    labels = {
        **NAMES,
        "now": _("当前可用量"),
        "on_hand": _("在库"),
        "reserved": _("已预留"),
        "pledged": _("已质押"),
        "frozen": _("已冻结"),
        "inbound": _("已确认在途"),
        "available": _("可用"),
        "least": _("下限"),
        "wanted": _("建议采购"),
    }
    columns = (
        "product_name",
        "warehouse_name",
        "method",
        "minimum",
        "maximum",
        "is_short",
        "is_active",
    )
    filters = ("product_id", "warehouse_id", "is_short", "is_active")
    facts = (
        (_("范围"), ("product_id", "warehouse_id", "owner_id", "is_active")),
        (_("上下限"), ("method", "minimum", "maximum", "hysteresis")),
        (_("再订货点"), ("lead_days", "service_factor", "window_days", "horizon_days")),
        (_("状态"), ("is_short", "crossed_at")),
    )
    references = {"owner_id": User}
    empty = _("还没有安全库存设置。设置后，库存低于下限时提醒负责人并生成采购申请。")


@admin.register(AgeingRule)
class AgeingRuleAdmin(DocumentAdmin):
    """What lies there too long."""

    resource = AGEING
    icon = "hourglass_bottom"
    labels = {**NAMES, "lot_no": _("批次"), "at": _("提醒时间"), "weight": _("结存（吨）")}
    columns = ("product_name", "warehouse_name", "days", "is_active")
    filters = ("product_id", "warehouse_id", "is_active")
    facts = ((_("规则"), ("product_id", "warehouse_id", "days", "is_active")),)
    tables = (ChildTable(_("最近提醒"), "alerts", ("lot_no", "days", "weight", "at")),)
    empty = _("还没有库龄规则。设置后，超龄批次会提醒其负责人。")


@panels.today("goods.view_safety_stock", order=46)
def short_of(actor: Actor) -> panels.Item:
    """This will count the products of which too little is there."""
    rows = policy.visible(SafetyStock, actor).filter(is_short=True, is_active=True)
    lines = [
        panels.Line(f"{row.product.name} · {row.warehouse.name}", panels.page(row))
        for row in rows.select_related("product", "warehouse").order_by("crossed_at")[:FIRST]
    ]
    link = panels.listing(SafetyStock, is_short="true")
    return panels.Item(_("低于安全库存"), rows.count(), link, lines, "bad", "inventory")
