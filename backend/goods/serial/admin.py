"""Serials in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core.backoffice.pages import DocumentAdmin
from backend.goods.serial.models import Serial
from backend.goods.serial.schemas import SERIAL


@admin.register(Serial)
class SerialAdmin(DocumentAdmin):
    """Goods known one by one."""

    resource = SERIAL
    icon = "tag"
    labels = {
        "no": _("序列号"),
        "product_code": _("产品编码"),
        "product_name": _("产品"),
        "lot_no": _("批次"),
        "warehouse_name": _("仓库"),
        "at": _("时间"),
        "reason": _("原因"),
    }
    columns = (
        "no",
        "product_code",
        "product_name",
        "lot_no",
        "warehouse_name",
        "state",
        "source_no",
        "moved_at",
    )
    filters = ("product_id", "warehouse_id", "state", "lot_id")
    facts = (
        (_("货物"), ("no", "product_id", "lot_id", "state")),
        (_("去向"), ("warehouse_id", "source_code", "source_no", "moved_at")),
    )
    empty = _("还没有序列号。入库时填写，或为已入库的批次逐个登记。")
