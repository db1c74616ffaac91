"""Checklists and service prices in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.goods.product.models import Product
from backend.service.workorder.models import ChecklistTemplate, ServiceRate
from backend.service.workorder.schemas import CHECKLIST_TEMPLATE, SERVICE_RATE


@admin.register(ChecklistTemplate)
class ChecklistTemplateAdmin(DocumentAdmin):
    """Lists of what is looked at."""

    resource = CHECKLIST_TEMPLATE
    icon = "checklist"
    place = 60
    labels = {
        "product_name": _("适用产品"), "product_id": _("适用产品"), "items": _("检查项"),
        "label": _("检查内容"), "is_mandatory": _("必填"), "minimum": _("下限"),
        "maximum": _("上限"), "unit_name": _("单位"), "options": _("选项"),
        "meter_name": _("计数器"), "seq": _("序号"), "kind": _("类型"),
    }  # fmt: skip
    columns = ("code", "name", "kind", "product_name", "is_active")
    filters = ("kind", "product_id", "is_active")
    facts = ((_("检查表"), ("code", "name", "kind", "product_id", "is_active")),)
    tables = (
        ChildTable(
            _("检查项"),
            "items",
            ("seq", "kind", "label", "is_mandatory", "minimum", "maximum", "unit_name", "options",
             "meter_name"),
        ),
    )  # fmt: skip
    references = {"product_id": Product}
    empty = _("还没有检查表。按工单类型或产品建立后，新工单会自动带出。")


@admin.register(ServiceRate)
class ServiceRateAdmin(DocumentAdmin):
    """The price list of service."""

    resource = SERVICE_RATE
    icon = "sell"
    place = 61
    labels = {"product_name": _("备件"), "product_id": _("备件")}
    columns = ("kind", "product_name", "price", "step_minutes", "vat_rate", "valid_from")
    filters = ("kind", "product_id")
    facts = (
        (
            _("服务价格"),
            ("kind", "product_id", "price", "step_minutes", "vat_rate", "valid_from", "note"),
        ),
    )
    references = {"product_id": Product}
    empty = _("还没有服务价格。保外工单审核结算时按完工日有效的价格计算。")
