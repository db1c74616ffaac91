"""Mills and bills of processing in the back office."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.goods.product.models import Product
from backend.supply.processing.flow import BomState
from backend.supply.processing.models import Bom, Processor
from backend.supply.processing.schemas import BOM, PROCESSOR


@admin.register(Processor)
class ProcessorAdmin(DocumentAdmin):
    """A mill and its terms."""

    resource = PROCESSOR
    icon = "factory"
    place = 60
    labels = {
        "party_name": _("加工厂"),
        "warehouse_name": _("加工厂仓库"),
        "capability": _("加工方式"),
        "rates": _("费率"),
        "product_id": _("产出产品"),
        "product_name": _("产出产品"),
        "on": _("日期"),
        "std_yield": _("标准成材率"),
        "std_loss": _("标准损耗率"),
        "allowed_extra": _("允许超耗率"),
        "fee_basis": _("计费方式"),
        "fee_price": _("加工费单价（含税）"),
        "fee_minimum": _("最低加工费（含税）"),
    }
    columns = (
        "no", "party_name", "warehouse_name", "capabilities", "scrap_policy", "allows_swap",
        "is_active",
    )  # fmt: skip
    filters = ("capability", "is_active")
    facts = (
        (_("加工厂"), ("party_id", "warehouse_id", "capabilities", "monthly_capacity")),
        (_("约定"), ("scrap_policy", "allows_swap", "max_at_risk", "guarantee", "note")),
    )
    tables = (
        ChildTable(
            _("费率"),
            "rates",
            ("capability", "product_name", "std_yield", "std_loss", "allowed_extra", "fee_basis",
             "fee_price", "fee_minimum"),
        ),
    )  # fmt: skip
    references = {"product_id": Product}
    party_path = "party_id"


@admin.register(Bom)
class BomAdmin(DocumentAdmin):
    """What one product is made of."""

    resource = BOM
    icon = "account_tree"
    place = 61
    labels = {
        "product_name": _("产品"),
        "product_id": _("产品"),
        "inputs": _("投料"),
        "byproducts": _("副产品"),
        "elements": _("元素含量"),
        "share": _("配料比例"),
        "per_output": _("每吨产出需要（吨）"),
        "per_input": _("每吨投料产生"),
        "policy": _("归属"),
        "unit_value": _("计价（元/吨）"),
        "element": _("元素"),
        "content": _("含量"),
        "allowance": _("允许损失率"),
        "on": _("日期"),
        "reason": _("原因"),
    }
    columns = (
        "no", "product_name", "processor_id", "revision", "state", "capability", "std_yield",
        "allowed_extra",
    )  # fmt: skip
    filters = ("state", "product_id", "processor_id", "capability")
    facts = (
        (_("加工清单"), ("product_id", "processor_id", "capability", "revision", "note")),
        (_("标准"), ("std_yield", "std_loss", "allowed_extra", "metal_share")),
    )
    tables = (
        ChildTable(_("投料"), "inputs", ("product_name", "share", "per_output")),
        ChildTable(
            _("副产品"), "byproducts", ("product_name", "per_input", "policy", "unit_value")
        ),
        ChildTable(_("元素含量"), "elements", ("product_name", "element", "content", "allowance")),
    )
    main_path = (BomState.DRAFT, BomState.ACTIVE, BomState.RETIRED)

    def _edit_link(self, document: Any, actor: Any) -> str:
        """A bill in use is revised, not corrected."""
        return super()._edit_link(document, actor) if document.state == BomState.DRAFT else ""
