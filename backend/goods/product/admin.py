"""The back office's pages of products."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core.backoffice.pages import DocumentAdmin
from backend.goods.product.models import Product
from backend.goods.product.schemas import PRODUCT


@admin.register(Product)
class ProductAdmin(DocumentAdmin):
    """What is bought and sold."""

    resource = PRODUCT
    icon = "category"
    labels = {
        "piece_kg": _("单件理论重量（kg）"),
        "brand": _("品牌"),
        "is_counted": _("按数量计"),
        "reason": _("原因"),
    }
    columns = ("code", "name", "category", "metal", "grade", "spec", "brands", "is_active")
    filters = ("category", "metal", "grade", "brand", "is_active")
    facts = (
        (_("产品"), ("code", "name", "category", "metal", "grade", "spec", "temper", "standard")),
        (_("重量"), ("unit_of_measure", "weight_rule", "dimensions", "density", "piece_kg")),
        (
            _("追溯与质保"),
            ("tracking", "is_counted", "warranty_months", "warranty_from", "warranty_cap_months"),
        ),
        (_("交易"), ("brands", "costing", "vat_rate", "tracks_lots", "is_active", "note")),
    )
    empty = _("还没有产品。新建第一个产品，报价和合同才能引用它。")
