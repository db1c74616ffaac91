"""Stock-takes in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.party.models import Party
from backend.goods.count.flow import State
from backend.goods.count.models import StockCount
from backend.goods.count.schemas import COUNT
from backend.goods.stock.models import Lot

FIRST = 5


@admin.register(StockCount)
class StockCountAdmin(DocumentAdmin):
    """What lies there against the books."""

    resource = COUNT
    icon = "fact_check"
    labels = {
        "warehouse_name": _("仓库"),
        "owner_party_name": _("货主"),
        "product_name": _("产品"),
        "lot_id": _("批次"),
        "lot_no": _("批次"),
        "bin_code": _("库位"),
        "brand": _("品牌"),
        "heat": _("炉号/批号"),
        "book": _("账面重量"),
        "book_pieces": _("账面件数"),
        "moved": _("期间进出"),
        "counted": _("实盘重量"),
        "counted_pieces": _("实盘件数"),
        "counted_at": _("盘点时间"),
        "difference": _("差异重量"),
        "difference_pieces": _("差异件数"),
        "wants_recount": _("需复盘"),
        "rounds": _("次数"),
        "weight": _("重量（吨）"),
        "pieces": _("件数"),
        "lines": _("实盘明细"),
        "at": _("时间"),
        "reason": _("原因"),
        "planned_from": _("计划日期起"),
        "planned_until": _("计划日期止"),
    }
    columns = (
        "no",
        "warehouse_name",
        "owner_party_name",
        "product_name",
        "is_blind",
        "state",
        "planned_on",
    )
    filters = ("state", "warehouse_id", "owner_party_id", "planned_from", "planned_until")
    facts = (
        (_("范围"), ("warehouse_id", "owner_party_id", "product_id", "planned_on")),
        (_("规则"), ("is_blind", "recount_permille", "note")),
        (_("进度"), ("frozen_at", "approved_by_id", "posted_at")),
    )
    tables = (
        ChildTable(
            _("明细"),
            "lines",
            (
                "bin_code",
                "lot_no",
                "product_name",
                "book",
                "moved",
                "counted",
                "difference",
                "counted_pieces",
                "difference_pieces",
                "rounds",
                "wants_recount",
                "reason",
            ),
        ),
    )
    prints = ((_("盘点表"), "api:goods_stockcount_pdf"),)
    references = {"owner_party_id": Party, "lot_id": Lot}
    main_path = (State.DRAFT, State.COUNTING, State.REVIEW, State.APPROVED, State.POSTED)
    party_path = "owner_party_id"
    empty = _("还没有盘点单。按仓库和货主新建，冻结账面后再盘。")


@panels.today("goods.approve_stockcount", order=44)
def to_approve(actor: Actor) -> panels.Item:
    """This will count the stock-takes that wait for somebody who did not count."""
    rows = policy.scope(StockCount.objects.all(), actor, "goods.approve_stockcount")
    waiting = rows.filter(state=State.REVIEW).exclude(counted_by__contains=[actor.user_id or 0])
    waiting = waiting.select_related("warehouse").order_by("planned_on", "no")
    lines = [
        panels.Line(f"{row.no} · {row.warehouse.name}", panels.page(row), str(row.planned_on))
        for row in waiting[:FIRST]
    ]
    link = panels.listing(StockCount, state=State.REVIEW)
    return panels.Item(_("待审核盘点"), waiting.count(), link, lines, "busy", "fact_check")
