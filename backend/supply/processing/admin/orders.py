"""Processing orders in the back office."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.goods.product.models import Product
from backend.goods.stock.models import Lot
from backend.goods.warehouse.models import Warehouse
from backend.goods.weighing.models import WeighTicket
from backend.supply.processing.admin.words import BALANCE
from backend.supply.processing.flow import State
from backend.supply.processing.models import ProcessOrder
from backend.supply.processing.schemas import PROCESSING


def issues_of(document: Any, actor: Actor) -> Iterable[tuple[str, str]]:
    """This will offer the trucks of material whose weight at the mill may be told."""
    if document is None:
        return
    for row in document.issues.order_by("-at"):
        yield str(row.pk), f"{row.no} · {row.weight} · {row.plate}"


def outputs_of(document: Any, actor: Actor) -> Iterable[tuple[str, str]]:
    """This will offer the outputs of the order."""
    if document is None:
        return
    for row in document.outputs.select_related("product").order_by("seq"):
        yield str(row.pk), f"{row.seq} · {row.product} · {row.quantity}"


@admin.register(ProcessOrder)
class ProcessOrderAdmin(DocumentAdmin):
    """Metal at a mill, and what came of it."""

    resource = PROCESSING
    icon = "precision_manufacturing"
    place = 46
    labels = {
        **BALANCE,
        "outputs": _("产出"),
        "balance.outputs": _("成品（折投料金属）"),
        "elements.outputs": _("成品"),
        "warehouse_id": _("仓库"),
        "party_name": _("对方单位"),
        "product_name": _("产品"),
        "customer_id": _("来料客户"),
        "material_axis": _("发料进度"),
        "receipt_axis": _("收货进度"),
        "cost_total": _("成品总成本（不含税）"),
        "unit_cost": _("单位成本（不含税）"),
        "elements": _("元素平衡（吨）"),
        "accepted": _("合格（吨）"),
        "rejected": _("拒收（吨）"),
        "rework": _("返工（吨）"),
        "lot_id": _("批次"),
        "lot_no": _("批次"),
        "line_id": _("来源行"),
        "lines": _("明细"),
        "issue_id": _("发料单"),
        "net": _("加工厂净重（吨）"),
        "document_no": _("加工厂磅单号"),
        "output_id": _("产出"),
        "scraps": _("副产品"),
        "losses": _("损耗记录"),
        "issues": _("发料"),
        "returns": _("退料"),
        "receipts": _("加工收货"),
        "received": _("收货明细"),
        "reports": _("进度汇报"),
        "swaps": _("换料"),
        "receipt_no": _("收货单"),
        "weight": _("重量（吨）"),
        "weight_in": _("投入（吨）"),
        "weight_out": _("产出（吨）"),
        "scrap": _("废料（吨）"),
        "counted": _("厂内盘点（吨）"),
        "ticket_id": _("磅单"),
        "plate": _("车牌"),
        "pieces": _("件数"),
        "freight": _("运费（不含税）"),
        "fee": _("加工费（含税）"),
        "value": _("成本（不含税）"),
        "material_value": _("材料成本（不含税）"),
        "byproduct_value": _("副产品价值（不含税）"),
        "fee_excl": _("加工费（不含税）"),
        "basis": _("消耗依据"),
        "policy": _("归属"),
        "price": _("单价（元/吨）"),
        "amount": _("收购金额（含税）"),
        "their_weight": _("加工厂重量（吨）"),
        "their_document": _("加工厂磅单号"),
        "difference": _("磅差（吨）"),
        "permille": _("磅差率（‰）"),
        "theoretical": _("理论重量（吨）"),
        "seq": _("行号"),
        "quantity": _("计划产量（吨）"),
        "spec": _("规格要求"),
        "coefficient": _("当量系数"),
        "unit_value": _("售价（元/吨）"),
        "step": _("工序"),
        "percent": _("进度（%）"),
        "photos": _("照片"),
        "ready_on": _("预计完成"),
        "agreement": _("换料协议号"),
        "brand": _("品牌"),
        "heat": _("炉号"),
        "lot_out_id": _("换出批次"),
        "lot_in_id": _("换入批次"),
        "by_label": _("经办人"),
        "reason": _("原因"),
        "at": _("时间"),
        "on": _("日期"),
        "product_id": _("产品"),
        "made_from": _("下单日期起"),
        "made_until": _("下单日期止"),
    }
    columns = (
        "no", "party_name", "product_name", "kind", "state", "made_on", "due_on", "issued",
        "consumed", "accepted", "progress",
    )  # fmt: skip
    filters = ("state", "kind", "mode", "party_id", "made_from", "made_until")
    facts = (
        (
            _("加工"),
            ("party_id", "kind", "mode", "bom_id", "owner_party_id", "warehouse_id", "made_on",
             "due_on", "their_no", "material_axis", "receipt_axis", "progress", "note"),
        ),
        (
            _("费用与损耗约定"),
            ("fee_basis", "fee_price", "fee_minimum", "tax_rate", "std_yield", "std_loss",
             "allowed_extra", "excess_basis", "excess_borne_by", "excess_price", "scrap_policy",
             "scrap_price", "swap_price", "cost_split", "resolution"),
        ),
        (_("成本"), ("cost_total", "unit_cost")),
    )  # fmt: skip
    tables = (
        ChildTable(
            _("产出"), "outputs",
            ("seq", "product_name", "spec", "quantity", "accepted", "unit_value"),
        ),
        ChildTable(_("在厂材料"), "at_mill", ("lot_id", "product_id", "weight")),
        ChildTable(
            _("元素平衡（吨）"), "elements",
            ("element", "charged", "outputs", "byproducts", "loss", "residual", "limit",
             "loss_percent"),
        ),
        ChildTable(
            _("发料"), "issues",
            ("no", "at", "plate", "weight", "their_weight", "difference", "permille",
             "ticket_id"),
        ),
        ChildTable(_("退料"), "returns", ("no", "at", "weight", "warehouse_id", "reason")),
        ChildTable(
            _("换料"), "swaps", ("no", "at", "lot_out_id", "lot_in_id", "weight", "agreement")
        ),
        ChildTable(
            _("加工收货"), "receipts",
            ("no", "at", "basis", "accepted", "consumed", "fee", "material_value",
             "value"),
        ),
        ChildTable(
            _("收货明细"), "received",
            ("receipt_no", "product_name", "accepted", "rejected", "rework", "pieces", "lot_id",
             "value", "reason"),
        ),
        ChildTable(
            _("副产品"), "scraps",
            ("receipt_no", "product_name", "policy", "weight", "price", "amount", "value",
             "lot_id"),
        ),
        ChildTable(_("损耗记录"), "losses", ("no", "at", "kind", "element", "weight", "reason")),
        ChildTable(
            _("进度汇报"), "reports",
            ("at", "step", "percent", "weight_in", "weight_out", "scrap", "ready_on", "note",
             "by_label"),
        ),
    )  # fmt: skip
    references = {
        "lot_id": Lot,
        "lot_in_id": Lot,
        "lot_out_id": Lot,
        "product_id": Product,
        "ticket_id": WeighTicket,
        "warehouse_id": Warehouse,
        "issue_id": issues_of,
        "output_id": outputs_of,
    }
    main_path = (
        State.DRAFT,
        State.IN_APPROVAL,
        State.APPROVED,
        State.RELEASED,
        State.MATERIAL_ISSUING,
        State.IN_PROCESS,
        State.RECEIVING,
        State.RECONCILING,
        State.SETTLED,
        State.CLOSED,
    )
    asides = ("hold", "dispute", "counter", "report", "swap", "record_loss", "give_back")
    party_path = "party_id"
