"""Spare parts in the back office."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.goods.product.models import Product
from backend.goods.stock.models import Lot
from backend.goods.warehouse.models import Warehouse
from backend.service.asset.models import Asset
from backend.service.parts import schemas
from backend.service.parts.flow import ClaimState, RequestState, ReturnState
from backend.service.parts.models import (
    DefectiveReturn,
    Fitment,
    PartReference,
    PartsRequest,
    PartsSent,
    SupplierWarranty,
    VanLevel,
    WarrantyClaim,
)
from backend.service.workorder.models import PartUsed, WorkOrder

GOODS = {
    "product_id": _("备件"), "product_name": _("备件"), "product_code": _("备件编码"),
    "warehouse_id": _("仓库"), "warehouse_name": _("仓库"), "quantity": _("数量"),
    "supplier_id": _("供应商"), "supplier_name": _("供应商"), "asset_id": _("设备"),
    "asset_serial": _("设备序列号"), "customer_id": _("客户"), "customer_name": _("客户"),
    "lot_id": _("批次"), "lot_no": _("批次"), "reason": _("原因"), "at": _("时间"),
    "on": _("日期"), "id": _("编号"), "work_order_id": _("工单"), "work_order_no": _("工单"),
}  # fmt: skip


def lines_of(document: Any, actor: Actor) -> Iterable[tuple[str, str]]:
    """This will offer the lines of a request."""
    if document is None:
        return
    for row in document.lines.select_related("product"):
        yield str(row.pk), f"{row.product} · {row.approved or row.quantity}"


def parcels_of(document: Any, actor: Actor) -> Iterable[tuple[str, str]]:
    """This will offer what is on the road for a request."""
    if document is None:
        return
    for row in PartsSent.objects.filter(line__request=document).select_related("lot"):
        yield str(row.pk), f"{row.lot} · {row.quantity} {' '.join(row.serials)}"


def parts_used(document: Any, actor: Actor) -> Iterable[tuple[str, str]]:
    """This will offer the latest parts that were changed and whose old one is still out."""
    orders = policy.visible(WorkOrder, actor).order_by().values("pk")
    rows = PartUsed.objects.filter(order__in=orders, defective_return=None, taken_back_at=None)
    for row in rows.select_related("product", "order").order_by("-at")[:100]:
        yield str(row.pk), f"{row.order.no} · {row} {row.serial_out}".strip()


@admin.register(VanLevel)
class VanLevelAdmin(DocumentAdmin):
    """What vans should hold."""

    resource = schemas.VAN_LEVEL
    icon = "local_shipping"
    place = 40
    labels = GOODS
    columns = ("warehouse_name", "product_code", "product_name", "least", "most", "is_active")
    filters = ("warehouse_id", "product_id", "is_active")
    facts = ((_("定额"), ("warehouse_id", "product_id", "least", "most", "is_active")),)
    references = {"product_id": Product, "warehouse_id": Warehouse}
    empty = _("还没有车载定额。设定后，备件申请可按缺口一键补足。")


@admin.register(PartsRequest)
class PartsRequestAdmin(DocumentAdmin):
    """Parts on their way to vans."""

    resource = schemas.PARTS_REQUEST
    icon = "outbox"
    place = 41
    labels = {
        **GOODS,
        "to_warehouse_id": _("送往"), "to_warehouse_name": _("送往"),
        "from_warehouse_id": _("发自"), "from_warehouse_name": _("发自"),
        "transit_warehouse_id": _("在途仓"), "lines": _("备件（留空按定额补足）"),
        "parcels": _("到货"), "parcel_id": _("发货批次"), "line_id": _("备件"),
        "approved": _("批准数量"), "sent": _("发货数量"), "received": _("收货数量"),
        "serials": _("序列号"),
    }  # fmt: skip
    columns = (
        "no", "state", "to_warehouse_name", "from_warehouse_name", "work_order_no", "needed_on",
        "shipped_at", "received_at",
    )  # fmt: skip
    filters = ("state", "to_warehouse_id", "from_warehouse_id")
    facts = (
        (
            _("申请"),
            ("to_warehouse_id", "from_warehouse_id", "work_order_id", "needed_on", "note"),
        ),
        (_("运输"), ("transit_warehouse_id", "waybill", "shipped_at", "received_at")),
    )
    tables = (
        ChildTable(
            _("备件"), "lines", ("product_name", "quantity", "approved", "sent", "received")
        ),
    )
    references = {
        "product_id": Product,
        "lot_id": Lot,
        "to_warehouse_id": Warehouse,
        "from_warehouse_id": Warehouse,
        "transit_warehouse_id": Warehouse,
        "work_order_id": WorkOrder,
        "line_id": lines_of,
        "parcel_id": parcels_of,
    }
    main_path = (
        RequestState.REQUESTED,
        RequestState.APPROVED,
        RequestState.SHIPPED,
        RequestState.RECEIVED,
    )
    empty = _("还没有备件申请。")


@admin.register(DefectiveReturn)
class DefectiveReturnAdmin(DocumentAdmin):
    """Broken parts on their way home."""

    resource = schemas.DEFECTIVE_RETURN
    icon = "assignment_return"
    place = 42
    labels = {
        **GOODS,
        "part_id": _("工单用料"), "defective_lot_id": _("不良品批次"),
        "defective_lot_no": _("不良品批次"), "warehouse_id": _("仓库"),
    }  # fmt: skip
    columns = (
        "no", "state", "product_name", "serial", "quantity", "customer_name", "asset_serial",
        "failed_on",
    )  # fmt: skip
    filters = ("state", "product_id", "customer_id")
    facts = (
        (
            _("旧件"),
            ("product_id", "serial", "quantity", "customer_id", "asset_id", "work_order_no",
             "fault", "failed_on", "installed_on", "supplier_id", "lot_id"),
        ),
        (
            _("返回与处置"),
            ("waybill", "warehouse_id", "defective_lot_id", "received_at", "finding",
             "is_supplier_fault", "inspected_on", "ended_on", "outcome"),
        ),
    )  # fmt: skip
    references = {
        "part_id": parts_used,
        "asset_id": Asset,
        "product_id": Product,
        "warehouse_id": Warehouse,
    }
    main_path = (
        ReturnState.REQUESTED,
        ReturnState.APPROVED,
        ReturnState.IN_TRANSIT,
        ReturnState.RECEIVED,
        ReturnState.INSPECTED,
        ReturnState.CREDITED,
    )
    asides = ("reject", "scrap", "repair")
    party_path = "customer_id"
    empty = _("还没有旧件返回。工单用料勾选“旧件返回”后，完工时自动生成。")


@admin.register(SupplierWarranty)
class SupplierWarrantyAdmin(DocumentAdmin):
    """How long suppliers answer for their parts."""

    resource = schemas.SUPPLIER_WARRANTY
    icon = "verified_user"
    place = 62
    labels = {**GOODS, "product_id": _("备件（留空为全部）")}
    columns = (
        "supplier_name", "product_name", "months", "counted_from", "covers_labour", "is_active"
    )  # fmt: skip
    filters = ("supplier_id", "product_id", "is_active")
    facts = (
        (
            _("质保条款"),
            ("supplier_id", "product_id", "months", "counted_from", "covers_labour", "basis_no",
             "is_active"),
        ),
    )  # fmt: skip
    references = {"product_id": Product}
    party_path = "supplier_id"


@admin.register(WarrantyClaim)
class WarrantyClaimAdmin(DocumentAdmin):
    """What suppliers owe for parts that failed."""

    resource = schemas.WARRANTY_CLAIM
    icon = "request_quote"
    place = 43
    labels = {
        **GOODS,
        "back_id": _("旧件返回"), "back_no": _("旧件返回"), "warranty_id": _("质保条款"),
        "serial": _("序列号"),
    }  # fmt: skip
    columns = (
        "no", "state", "supplier_name", "product_name", "back_no", "made_on", "covered_until",
        "amount", "amount_agreed",
    )  # fmt: skip
    filters = ("state", "supplier_id", "product_id")
    facts = (
        (
            _("索赔"),
            ("supplier_id", "product_id", "serial", "back_id", "asset_id", "lot_id", "receipt_no",
             "covered_until"),
        ),
        (
            _("金额与答复"),
            ("amount", "amount_agreed", "currency", "made_on", "sent_on", "answered_on",
             "their_no", "credited_on", "outcome"),
        ),
    )  # fmt: skip
    prints = ((_("索赔函 PDF"), "api:service_warranty_claim_letter"),)
    references = {"back_id": DefectiveReturn, "product_id": Product}
    main_path = (ClaimState.DRAFT, ClaimState.SENT, ClaimState.ACCEPTED, ClaimState.CREDITED)
    asides = ("reject",)
    party_path = "supplier_id"
    empty = _("还没有供应商索赔。旧件检验为供应商责任后可提出。")


@admin.register(PartReference)
class PartReferenceAdmin(DocumentAdmin):
    """Numbers others give our parts."""

    resource = schemas.PART_REFERENCE
    icon = "tag"
    place = 63
    labels = GOODS
    columns = ("number", "maker", "kind", "product_code", "product_name")
    filters = ("kind", "product_id")
    facts = ((_("件号"), ("product_id", "kind", "maker", "number", "note")),)
    references = {"product_id": Product}


@admin.register(Fitment)
class FitmentAdmin(DocumentAdmin):
    """Which part fits which machine, and where."""

    resource = schemas.FITMENT
    icon = "extension"
    place = 64
    labels = {
        "part_id": _("备件"), "part_name": _("备件"), "machine_id": _("适用机型"),
        "machine_name": _("适用机型"),
    }  # fmt: skip
    columns = ("part_name", "machine_name", "position", "quantity")
    filters = ("part_id", "machine_id")
    facts = ((_("适配"), ("part_id", "machine_id", "position", "quantity", "note")),)
    references = {"part_id": Product, "machine_id": Product}


@panels.today("service.approve_parts_request", order=52)
def to_approve(actor: Actor) -> panels.Item:
    """This will count the requests that wait for a yes."""
    rows = policy.scope(PartsRequest.objects.all(), actor, "service.approve_parts_request")
    rows = rows.filter(state=RequestState.REQUESTED)
    lines = [
        panels.Line(f"{row.no} · {row.to_warehouse.name}", panels.page(row))
        for row in rows.select_related("to_warehouse").order_by("created_at")[:5]
    ]
    link = panels.listing(PartsRequest, state=RequestState.REQUESTED.value)
    return panels.Item(_("备件申请待批准"), rows.count(), link, lines, "busy", "outbox")
