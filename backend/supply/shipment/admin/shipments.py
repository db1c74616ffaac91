"""Shipments in the back office: one page with goods, way, papers, proof and money."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.supply.shipment.admin import offers
from backend.supply.shipment.flow import State
from backend.supply.shipment.models import Shipment
from backend.supply.shipment.schemas import PAPER_LABELS, SHIPMENT

STEPS = (
    ("booked_at", _("订舱/派车")),
    ("loaded_at", _("装运")),
    ("atd", _("发运")),
    ("ata", _("到达")),
    ("delivered_at", _("签收")),
    ("returned_at", _("退回收讫")),
)


def way(shipment: Shipment, actor: Actor) -> Iterable[Mapping[str, Any]]:
    """This will tell the way in order: our steps and what was seen, with who told it."""
    rows: list[dict[str, Any]] = [
        {"at": getattr(shipment, name), "what": str(label), "place": "", "via": "", "note": ""}
        for name, label in STEPS
        if getattr(shipment, name) is not None
    ]
    for event in shipment.tracking.all():
        spot = "" if event.latitude is None else f" ({event.latitude}, {event.longitude})"
        photos = _now("{n} 张照片").format(n=len(event.photos)) if event.photos else ""
        rows.append(
            {
                "at": event.at,
                "what": str(event.get_kind_display()),
                "place": f"{event.place}{spot}",
                "via": str(event.get_via_display()),
                "note": " · ".join(one for one in (event.note, photos) if one),
            }
        )
    return sorted(rows, key=lambda row: row["at"])


def checklist(shipment: Shipment, actor: Actor) -> Iterable[Mapping[str, Any]]:
    """This will list the papers and how each stands today."""
    today = timezone.localdate()
    for paper in shipment.papers.all():
        stands = _now("待交")
        if paper.received_on is not None:
            stands = _now("已收到")
        elif paper.waived_reason:
            stands = _now("免交")
        elif paper.due_on is not None and paper.due_on < today:
            stands = _now("逾期")
        yield {
            "paper": str(PAPER_LABELS.get(paper.kind, paper.kind)),
            "due_on": paper.due_on,
            "stands": stands,
            "received_on": paper.received_on,
            "number": paper.number,
            "waived_reason": paper.waived_reason,
        }


@admin.register(Shipment)
class ShipmentAdmin(DocumentAdmin):
    """Goods under way, in and out."""

    resource = SHIPMENT
    icon = "directions_boat"
    place = 25
    labels = {
        "party_name": _("对方单位"),
        "carrier_name": _("承运商"),
        "product_name": _("品名"),
        "purchase_no": _("采购合同"),
        "purchase_id": _("采购合同"),
        "purchase_line_id": _("采购行（进货）"),
        "delivery_id": _("发货单（发货）"),
        "lines": _("货物"),
        "containers": _("集装箱"),
        "customs": _("报关"),
        "papers": _("单证"),
        "tracking": _("在途"),
        "claims": _("索赔"),
        "bills": _("费用"),
        "received": _("到货批次"),
        "exceptions": _("异常"),
        "at": _("时间"),
        "on": _("日期"),
        "what": _("事件"),
        "via": _("来源"),
        "note": _("说明"),
        "paper": _("单证"),
        "stands": _("状态"),
        "line_id": _("货物"),
        "paper_id": _("单证"),
        "entry_id": _("报关单"),
        "attachment_id": _("文件（先上传附件）"),
        "signature_id": _("签名图片（先上传附件）"),
        "photo_ids": _("照片（先上传附件）"),
        "signer": _("签收人"),
        "signer_phone": _("签收人电话"),
        "relation": _("与收货方关系"),
        "device": _("设备"),
        "latitude": _("纬度"),
        "longitude": _("经度"),
        "place": _("地点"),
        "client_id": _("客户端编号"),
        "days_after": _("交付后保留（天）"),
        "counts_from": _("起算（etd 离港 / eta 到达）"),
        "offset_days": _("期限（天）"),
        "is_late": _("逾期未到"),
        "eta_until": _("预计到达早于"),
        "lot_no": _("批次"),
        "description": _("说明"),
        "reason": _("原因"),
    }
    columns = (
        "no",
        "direction",
        "mode",
        "party_name",
        "carrier_name",
        "state",
        "destination",
        "plate",
        "weight",
        "eta",
        "late_since",
    )
    filters = ("state", "direction", "mode", "party_id", "carrier_id", "is_late", "eta_until")
    facts = (
        (
            _("运输"),
            ("direction", "mode", "party_id", "origin", "destination", "planned_on", "weight",
             "loaded_weight", "pieces", "incoterm", "crosses_border", "remark"),
        ),
        (
            _("承运"),
            ("carrier_id", "vehicle_id", "plate", "trailer", "driver_id", "driver_name",
             "driver_phone", "booking_no", "vessel", "voyage", "waybill_no"),
        ),
        (_("时间"), ("etd", "atd", "eta", "ata", "late_since", "delivered_at", "closed_on")),
    )  # fmt: skip
    tables = (
        ChildTable(
            _("在途时间线"), way, ("at", "what", "place", "via", "note"), replaces="tracking"
        ),
        ChildTable(
            _("货物"),
            "lines",
            ("seq", "product_name", "weight", "pieces", "purchase_no", "source_no"),
        ),
        ChildTable(_("集装箱"), "containers", ("number", "kind", "seal_no", "tare", "weight")),
        ChildTable(
            _("单证清单"),
            checklist,
            ("paper", "due_on", "stands", "received_on", "number", "waived_reason"),
            replaces="papers",
        ),
        ChildTable(
            _("报关单"),
            "customs",
            ("way", "number", "declared_on", "stand", "released_on", "hs_code", "cost_value",
             "cost_duty", "cost_vat"),
        ),
        ChildTable(_("索赔"), "claims", ("no", "kind", "state", "weight", "description")),
        ChildTable(
            _("费用账单"),
            "bills",
            ("kind", "invoice_no", "billed_on", "currency", "cost_amount", "cost_tax",
             "cost_base", "basis", "allocated_at"),
        ),
        ChildTable(
            _("到货批次"), "received", ("lot_no", "receipt_no", "weight", "received_on")
        ),
    )  # fmt: skip
    references = {
        "purchase_line_id": offers.bought_lines,
        "delivery_id": offers.sold_trucks,
        "paper_id": offers.papers,
        "entry_id": offers.entries,
        "line_id": offers.lines,
        "attachment_id": offers.files,
        "signature_id": offers.pictures,
        "photo_ids": offers.pictures,
    }
    asides = ("close",)
    main_path = (
        State.PLANNED,
        State.BOOKED,
        State.LOADED,
        State.IN_TRANSIT,
        State.ARRIVED,
        State.DELIVERED,
        State.CLOSED,
    )
    party_path = "party_id"
    empty = _("还没有运输单。采购合同发出或发货单计划后，可以在这里安排运输。")
