"""Warehouse receipts in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.party.models import Party
from backend.goods.stock.models import Lot
from backend.goods.warrant.models import Warrant
from backend.goods.warrant.schemas import WARRANT


@admin.register(Warrant)
class WarrantAdmin(DocumentAdmin):
    """Papers that stand for goods."""

    resource = WARRANT
    icon = "receipt"
    labels = {
        "warehouse_name": _("仓库"),
        "holder_name": _("持有人"),
        "lot_id": _("批次"),
        "lot_no": _("批次"),
        "product_name": _("产品"),
        "brand": _("品牌"),
        "weight": _("重量（吨）"),
        "withdrawn": _("已提货"),
        "left": _("剩余"),
        "lines": _("明细"),
        "reason": _("原因"),
    }
    columns = (
        "number",
        "kind",
        "warehouse_name",
        "holder_name",
        "weight",
        "state",
        "issued_on",
        "expires_on",
    )
    filters = ("state", "kind", "warehouse_id", "holder_id", "pledgee_id", "number")
    facts = (
        (_("仓单"), ("number", "kind", "issued_on", "expires_on")),
        (_("货物与权利"), ("warehouse_id", "holder_id", "pledgee_id", "weight", "note")),
    )
    tables = (
        ChildTable(
            _("明细"),
            "lines",
            ("lot_no", "product_name", "brand", "weight", "pieces", "withdrawn", "left"),
        ),
    )
    references = {"holder_id": Party, "pledgee_id": Party, "lot_id": Lot}
    party_path = "holder_id"
    empty = _("还没有仓单。登记后同一批货不能重复开仓单，质押的仓单所列货物不能出库。")
