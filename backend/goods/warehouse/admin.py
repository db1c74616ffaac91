"""The back office's pages of warehouses."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.goods.warehouse.models import Bin, Warehouse
from backend.goods.warehouse.schemas import WAREHOUSE


@admin.register(Warehouse)
class WarehouseAdmin(DocumentAdmin):
    """Where goods lie."""

    resource = WAREHOUSE
    icon = "warehouse"
    labels = {"operator_name": _("经营单位"), "reason": _("原因"), "bin_id": _("库位")}
    columns = ("code", "name", "kind", "operator_name", "city", "address", "is_active")
    filters = ("kind", "is_active", "operator_id")
    facts = (
        (_("仓库"), ("code", "name", "kind", "operator_id", "is_active")),
        (_("地址"), ("province", "city", "address", "contact_name", "contact_phone")),
        (_("核算"), ("costing", "note")),
    )
    tables = (ChildTable(_("库位"), "bins", ("code", "name", "is_active")),)
    references = {"bin_id": Bin}
    party_path = "operator_id"
    empty = _("还没有仓库。新建仓库后才能入库和过磅。")
