"""Mills, bills, orders and statements of processing in the back office."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.documents import actions as documents
from backend.goods.product.models import Product
from backend.goods.stock.models import Lot
from backend.goods.warehouse.models import Warehouse
from backend.goods.weighing.models import WeighTicket
from backend.supply.processing import queries
from backend.supply.processing.flow import UNDER_WAY, BomState, SettlementState, State
from backend.supply.processing.models import Bom, Processor, ProcessOrder, ProcessSettlement
from backend.supply.processing.schemas import BOM, PROCESSING, PROCESSING_SETTLEMENT, PROCESSOR

FIRST = 5
BALANCE: dict[str, StrOrPromise] = {
    "balance": _("金属平衡（吨）"),
    "owner": _("货主"),
    "issued": _("发料"),
    "returned": _("退料"),
    "consumed": _("消耗"),
    "outputs": _("成品（折投料金属）"),
    "byproducts": _("副产品"),
    "loss": _("已记损耗"),
    "at_mill": _("在厂结存"),
    "residual": _("差额"),
    "tickets": _("磅单张数"),
    "limit": _("允许差额"),
    "yield_percent": _("实际成材率（%）"),
    "is_closed": _("已平衡"),
    "element": _("元素"),
    "charged": _("投入"),
    "loss_percent": _("损失率（%）"),
}


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


@admin.register(ProcessOrder)
class ProcessOrderAdmin(DocumentAdmin):
    """Metal at a mill, and what came of it."""

    resource = PROCESSING
    icon = "precision_manufacturing"
    place = 62
    labels = {
        **BALANCE,
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
            ("no", "at", "basis", "accepted", "consumed", "byproducts", "fee",
             "material_value", "freight", "byproduct_value", "value"),
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


@admin.register(ProcessSettlement)
class ProcessSettlementAdmin(DocumentAdmin):
    """What is owed for an order."""

    resource = PROCESSING_SETTLEMENT
    icon = "receipt_long"
    place = 63
    labels = {
        **BALANCE,
        "order_no": _("加工单"),
        "party_name": _("对方单位"),
        "elements": _("元素平衡（吨）"),
        "claims": _("索赔扣款"),
        "text": _("说明"),
        "amount": _("含税金额"),
        "amount_excl": _("不含税金额"),
        "quantity": _("数量"),
        "price": _("单价（含税）"),
        "kind": _("类别"),
        "seq": _("行号"),
        "lines": _("结算行"),
        "on": _("日期"),
        "at": _("时间"),
        "reason": _("原因"),
        "settled_from": _("结算日期起"),
        "settled_until": _("结算日期止"),
    }
    columns = (
        "no", "party_name", "order_no", "direction", "state", "settled_on", "fee_amount",
        "deductions", "net_payable",
    )  # fmt: skip
    filters = ("state", "direction", "party_id", "settled_from", "settled_until")
    facts = (
        (_("结算"), ("order_id", "party_id", "direction", "settled_on", "agreed_by", "agreed_on",
                     "note")),
        (_("金额"), ("fee_amount", "fee_excl", "tax", "deductions", "net_payable",
                     "amount_words")),
        (_("成本"), ("adjustment", "written_off")),
    )  # fmt: skip
    tables = (
        ChildTable(
            _("结算行"), "lines",
            ("seq", "kind", "text", "quantity", "price", "amount_excl", "tax", "amount"),
        ),
        ChildTable(
            _("元素平衡（吨）"), "elements",
            ("element", "charged", "outputs", "byproducts", "loss", "residual", "limit",
             "loss_percent"),
        ),
    )  # fmt: skip
    references = {"order_id": ProcessOrder}
    prints = ((_("加工结算单 PDF"), "api:supply_processing_statement"),)
    main_path = (
        SettlementState.DRAFT,
        SettlementState.MATCHED,
        SettlementState.AGREED,
        SettlementState.SETTLED,
    )
    party_path = "party_id"


@panels.today("supply.create_processing_settlement", order=46)
def to_settle(actor: Actor) -> panels.Item:
    """This will count the orders that wait to be reconciled and settled."""
    rows = policy.scope(ProcessOrder.objects.all(), actor, "supply.view_processing")
    waiting = rows.filter(state__in=(State.RECONCILING, State.DISPUTED)).order_by("made_on", "no")
    lines = [
        panels.Line(f"{row.no} · {row.party}", panels.page(row), documents.state_label(row))
        for row in waiting.select_related("party")[:FIRST]
    ]
    link = panels.listing(ProcessOrder, state=State.RECONCILING)
    return panels.Item(_("待结算加工单"), waiting.count(), link, lines, "busy", "balance")


@panels.today("supply.issue_processing", order=45)
def under_way(actor: Actor) -> panels.Item:
    """This will count the orders whose material is at a mill."""
    rows = policy.scope(ProcessOrder.objects.all(), actor, "supply.issue_processing")
    waiting = rows.filter(state__in=UNDER_WAY).order_by("due_on", "no")
    lines = [
        panels.Line(
            f"{row.no} · {row.party} · {row.at_mill}", panels.page(row), str(row.due_on or "")
        )
        for row in waiting.select_related("party")[:FIRST]
    ]
    link = panels.listing(ProcessOrder)
    return panels.Item(_("加工中"), waiting.count(), link, lines, "busy", "factory")


@panels.related(ProcessOrder, "supply.view_processing_settlement", order=40)
def statements_of(order: ProcessOrder, actor: Actor) -> panels.Table | None:
    """This will put an order's statements beside it."""
    rows = list(policy.visible(ProcessSettlement, actor).filter(order=order).order_by("no"))
    if not rows:
        return None
    columns = [_("编号"), _("状态"), _("结算日期"), _("加工费"), _("扣款"), _("应结净额")]
    cells = [
        [r.no, documents.state_label(r), r.settled_on, r.fee_amount, r.deductions, r.net_payable]
        for r in rows
    ]
    return panels.Table(_("加工结算单"), columns, cells, links=[panels.page(row) for row in rows])


@panels.related(Processor, "supply.view_processing", order=40)
def yields_of(processor: Processor, actor: Actor) -> panels.Table | None:
    """This will put a mill's yields beside it: those out of line are marked."""
    rows = queries.yields(actor, processor_id=processor.pk)
    if not rows:
        return None
    columns = [
        _("加工单"),
        _("产品"),
        _("成材率（%）"),
        _("标准（%）"),
        _("均值"),
        _("2σ"),
        _("异常"),
    ]
    cells = [
        [r.no, r.product_name, r.yield_percent, r.standard_percent.normalize(), r.mean or "—",
         r.two_sigma or "—", _("是") if r.is_alarm else ""]
        for r in rows
    ]  # fmt: skip
    return panels.Table(_("成材率"), columns, cells)
