"""Receiving in the back office, and what waits at the gate."""

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
from backend.goods.warehouse.models import Warehouse
from backend.goods.weighing.models import WeighTicket
from backend.supply.purchase.flow import OPEN
from backend.supply.purchase.models import Purchase, PurchaseLine
from backend.supply.receiving.flow import NoticeState, ReceiptState
from backend.supply.receiving.models import ArrivalNotice, GoodsReceipt
from backend.supply.receiving.schemas import NOTICE, RECEIPT

FIRST = 5
MOST = 200


def open_lines(document: Any, actor: Actor) -> Iterable[tuple[str, str]]:
    """This will offer the purchase lines whose goods may come in and that this person may see."""
    bound = policy.visible(Purchase, actor).filter(state__in=OPEN)
    rows = PurchaseLine.objects.filter(purchase__in=bound).select_related("purchase", "product")
    for line in rows.order_by("-purchase__created_at", "seq")[:MOST]:
        said = f"{line.purchase.no} · {line.seq} · {line.product.name} · {line.quantity}"
        yield str(line.pk), said


def own_lines(document: Any, actor: Actor) -> Iterable[tuple[str, str]]:
    """This will offer the lines of the receipt itself."""
    if document is None:
        return
    for line in document.lines.select_related("product").order_by("seq"):
        yield str(line.pk), f"{line.seq} · {line.product.name} · {line.their_weight or ''}"


@admin.register(ArrivalNotice)
class ArrivalNoticeAdmin(DocumentAdmin):
    """Trucks on their way to us."""

    resource = NOTICE
    icon = "move_to_inbox"
    place = 30
    labels = {
        "purchase_no": _("采购合同"),
        "party_name": _("供应商"),
        "lines": _("预告明细"),
        "purchase_line_id": _("采购行"),
        "weight": _("重量（吨）"),
        "bundles": _("捆包明细"),
        "bundle_no": _("捆包号"),
        "at": _("时间"),
        "on": _("日期"),
        "reason": _("原因"),
        "expected_from": _("预计到达起"),
        "expected_until": _("预计到达止"),
    }
    columns = ("no", "party_name", "purchase_no", "state", "plate", "expected_at", "arrived_at")
    filters = ("state", "party_id", "purchase_id", "expected_from", "expected_until")
    facts = (
        (_("来货"), ("purchase_id", "party_id", "announced_on", "expected_at", "arrived_at")),
        (_("车辆"), ("plate", "trailer", "driver_name", "driver_phone", "carrier", "note")),
    )
    tables = (
        ChildTable(
            _("预告明细"),
            "lines",
            ("seq", "product_name", "weight", "pieces", "brand", "heat", "their_no", "certificate"),
        ),
    )
    references = {"purchase_line_id": open_lines}
    main_path = (NoticeState.ANNOUNCED, NoticeState.ARRIVED, NoticeState.RECEIVED)
    party_path = "party_id"


@admin.register(GoodsReceipt)
class GoodsReceiptAdmin(DocumentAdmin):
    """Goods at our gate."""

    resource = RECEIPT
    icon = "inventory"
    place = 31
    labels = {
        "purchase_no": _("采购合同"),
        "party_name": _("送货单位"),
        "lines": _("收货明细"),
        "line_id": _("收货行"),
        "purchase_line_id": _("采购行"),
        "product_name": _("产品"),
        "warehouse_name": _("仓库"),
        "ticket_id": _("我方磅单"),
        "ticket_no": _("我方磅单"),
        "lot_no": _("批次"),
        "take": _("按哪个重量结算"),
        "measured_in": _("单位"),
        "count": _("清点数量"),
        "serials": _("序列号"),
        "nos": _("序列号"),
        "at": _("时间"),
        "on": _("收货日期"),
        "reason": _("原因"),
        "received_from": _("收货日期起"),
        "received_until": _("收货日期止"),
    }
    columns = ("no", "party_name", "purchase_no", "kind", "state", "plate", "received_on")
    filters = ("state", "kind", "party_id", "purchase_id", "received_from", "received_until")
    facts = (
        (_("收货"), ("kind", "purchase_id", "notice_id", "party_id", "owner_party_id")),
        (_("车辆"), ("received_on", "plate", "driver_name", "posted_at", "note", "void_reason")),
    )
    tables = (
        ChildTable(
            _("重量与数量"),
            "lines",
            ("seq", "product_name", "measured_in", "ticket_no", "net", "their_weight",
             "difference", "is_within", "settle_weight", "decision"),
        ),
        ChildTable(
            _("入库"),
            "lines",
            ("seq", "warehouse_name", "brand", "heat", "pieces", "serials", "accepted", "rejected",
             "payable_weight", "price", "amount", "lot_no"),
        ),
    )  # fmt: skip
    prints = ((_("入库单"), "api:supply_receipt_note"),)
    references = {
        "purchase_line_id": open_lines,
        "line_id": own_lines,
        "ticket_id": WeighTicket,
        "product_id": Product,
        "warehouse_id": Warehouse,
    }
    main_path = (
        ReceiptState.DRAFT,
        ReceiptState.WEIGHED,
        ReceiptState.INSPECTING,
        ReceiptState.ACCEPTED,
        ReceiptState.POSTED,
    )
    party_path = "party_id"


@panels.today("supply.decide_receipt", order=40)
def in_difference(actor: Actor) -> panels.Item:
    """This will count the receipts whose scale difference waits for a decision."""
    rows = policy.scope(GoodsReceipt.objects.all(), actor, "supply.decide_receipt").filter(
        state=ReceiptState.WEIGHED, lines__settle_weight=None
    )
    return _waiting(rows.distinct(), GoodsReceipt, ReceiptState.WEIGHED, _("收货磅差待处理"), "bad")


@panels.today("supply.post_receipt", order=41)
def to_post(actor: Actor) -> panels.Item:
    """This will count the receipts that only wait to be put into stock."""
    rows = policy.scope(GoodsReceipt.objects.all(), actor, "supply.post_receipt").filter(
        state__in=[ReceiptState.ACCEPTED, ReceiptState.PARTIAL]
    )
    return _waiting(rows, GoodsReceipt, ReceiptState.ACCEPTED, _("待入库收货"), "busy")


def _waiting(rows: Any, model: Any, state: str, label: StrOrPromise, tone: str) -> panels.Item:
    first = rows.select_related("party").order_by("created_at", "no")[:FIRST]
    lines = [panels.Line(f"{r.no} · {r.party}", panels.page(r)) for r in first]
    link = panels.listing(model, state=state)
    return panels.Item(label, rows.count(), link, lines, tone, "inventory")


@panels.related(Purchase, "supply.view_receipt", order=30)
def receipts_of(purchase: Purchase, actor: Actor) -> panels.Table | None:
    """This will put a purchase's receipts beside it."""
    rows = list(policy.visible(GoodsReceipt, actor).filter(purchase=purchase).order_by("no"))
    if not rows:
        return None
    columns = [_("编号"), _("状态"), _("收货日期"), _("车牌")]
    cells = [[r.no, documents.state_label(r), r.received_on, r.plate] for r in rows]
    return panels.Table(_("收货"), columns, cells, links=[panels.page(row) for row in rows])
