"""The back office's pages of stock: lots, their ledger, and who holds what."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.goods.stock.models import Lot, Reservation, StockMove
from backend.goods.stock.schemas import LOT, MOVE, RESERVATION
from backend.goods.warehouse.models import Bin, Warehouse

NAMES = {
    "product_name": _("产品"),
    "product_code": _("产品编码"),
    "warehouse_name": _("仓库"),
    "warehouse_id": _("仓库"),
    "owner_party_name": _("货主"),
    "lot_no": _("批次"),
    "no": _("批次"),
    "weight": _("重量（吨）"),
    "available": _("可用"),
    "bin_code": _("库位"),
    "bin_id": _("库位"),
    "reserved": _("已预留"),
    "pledged": _("已质押"),
    "frozen": _("已冻结"),
    "receipted": _("仓单登记"),
    "kind": _("方式"),
    "reason": _("原因"),
    "at": _("时间"),
    "from_warehouse_id": _("调出仓库"),
    "to_warehouse_id": _("调入仓库"),
    "parts": _("拆分为"),
    "others": _("并入的批次"),
    "in_stock": _("有结存"),
    "since": _("时间起"),
    "until": _("时间止"),
    "by": _("经办人"),
    "customs_no": _("报关单号"),
    "duty": _("关税"),
    "vat": _("进口增值税"),
    "cost_duty": _("关税"),
    "cost_vat": _("进口增值税"),
}


@admin.register(Lot)
class LotAdmin(DocumentAdmin):
    """Goods that came together."""

    resource = LOT
    icon = "inventory_2"
    labels = NAMES
    columns = (
        "no",
        "product_name",
        "brand",
        "heat",
        "owner_party_name",
        "actual",
        "pieces",
        "price_state",
        "quality",
        "received_at",
        "state",
    )
    filters = (
        "product_id",
        "warehouse_id",
        "owner_party_id",
        "brand",
        "quality",
        "bin_id",
        "in_stock",
        "state",
    )
    facts = (
        (_("货物"), ("product_id", "brand", "grade", "spec", "heat", "origin", "mill")),
        (_("入库"), ("received_at", "pieces", "theoretical", "actual", "produced_on", "note")),
        (_("归属与价格"), ("owner_party_id", "price_state", "unit_cost", "landed_cost")),
        (_("状态"), ("quality", "tax_basis")),
        (_("单证"), ("their_no", "certificate")),
    )
    tables = (
        ChildTable(
            _("结存"),
            "balances",
            (
                "warehouse_name",
                "bin_code",
                "pieces",
                "theoretical",
                "actual",
                "reserved",
                "pledged",
                "frozen",
                "receipted",
                "available",
            ),
        ),
        ChildTable(
            _("保税清关"), "clearances", ("at", "customs_no", "weight", "cost_duty", "cost_vat")
        ),
        ChildTable(_("来源批次"), "parents", ("no", "kind", "weight")),
        ChildTable(_("去向批次"), "children", ("no", "kind", "weight")),
    )
    references = {
        "from_warehouse_id": Warehouse,
        "to_warehouse_id": Warehouse,
        "others": Lot,
        "bin_id": Bin,
    }
    empty = _("还没有批次。用“入库”登记期初库存。")


@admin.register(StockMove)
class StockMoveAdmin(DocumentAdmin):
    """The ledger, never edited."""

    resource = MOVE
    icon = "swap_vert"
    labels = {**NAMES, "kind": _("类型")}
    columns = (
        "at",
        "kind",
        "lot_no",
        "product_name",
        "warehouse_name",
        "owner_party_name",
        "pieces",
        "actual",
        "source_no",
        "reason",
    )
    filters = ("kind", "product_id", "warehouse_id", "owner_party_id", "since", "until")


@admin.register(Reservation)
class ReservationAdmin(DocumentAdmin):
    """Who holds what."""

    resource = RESERVATION
    icon = "bookmark"
    labels = NAMES
    columns = (
        "source_no",
        "product_name",
        "lot_no",
        "warehouse_name",
        "weight",
        "consumed",
        "released",
        "state",
        "created_at",
    )
    filters = ("state", "product_id", "warehouse_id")
