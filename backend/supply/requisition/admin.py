"""Requisitions in the back office, and which of them wait for somebody."""

from typing import Any

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import context, panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.crm.contract.models import Contract
from backend.supply.requisition import queries
from backend.supply.requisition.flow import State
from backend.supply.requisition.models import Requisition
from backend.supply.requisition.schemas import REQUISITION

FIRST = 5


def shares(requisition: Any, actor: Actor) -> Any:
    """This will tell which requisitions a merged one buys for."""
    for line in requisition.lines.all():
        for share in line.shares.all():
            yield {
                "product_name": str(line.product),
                "no": share.origin.requisition.no,
                "quantity": share.quantity,
                "filled": share.filled,
            }


@admin.register(Requisition)
class RequisitionAdmin(DocumentAdmin):
    """What must be bought, for whom and by when."""

    resource = REQUISITION
    icon = "playlist_add_check"
    place = 10
    labels = {
        "on": _("日期"),
        "reason": _("原因"),
        "lines": _("明细"),
        "product_id": _("品名"),
        "product_code": _("产品编码"),
        "product_name": _("品名"),
        "warehouse_id": _("收货仓库"),
        "warehouse_name": _("收货仓库"),
        "needed_until": _("需求日期止"),
        "quantity": _("数量（吨）"),
        "quantity_open": _("待采购量"),
        "quantity_ordered": _("已下单量"),
        "quantity_merged": _("合并采购中"),
        "filled": _("已下单量"),
        "no": _("原申请"),
        "lines.product_id": _("品名"),
        "lines.quantity": _("需求量（吨）"),
        "lines.needed_on": _("需求日期"),
        "lines.warehouse_id": _("收货仓库"),
        "lines.brands": _("可接受品牌"),
        "lines.note": _("要求"),
    }
    columns = ("no", "reason_kind", "state", "source_no", "needed_on", "made_on", "note")
    filters = ("state", "reason_kind", "product_id", "needed_until")
    facts = (
        (_("申请"), ("state", "reason_kind", "made_on", "needed_on", "note")),
        (_("来源"), ("source_no", "owner_id", "unit_id")),
        (_("结果"), ("decision_note", "closed_reason")),
    )
    tables = (
        ChildTable(
            _("明细"),
            "lines",
            (
                "seq",
                "product_name",
                "quantity",
                "quantity_ordered",
                "quantity_merged",
                "quantity_open",
                "needed_on",
                "warehouse_name",
                "note",
            ),
        ),
        ChildTable(_("合并来源"), shares, ("no", "product_name", "quantity", "filled")),
    )
    main_path = ("draft", "submitted", "approved", "sourcing", "ordered", "closed")
    empty = _("还没有采购申请。合同签署后缺货、安全库存不足会自动生成，也可以手工新建。")


@panels.today("supply.approve_requisition", order=30)
def to_approve(actor: Actor) -> panels.Item:
    """This will name the requisitions that wait for approval."""
    return _item(actor, State.SUBMITTED, str(_("采购申请待批准")))


@panels.today("supply.submit_requisition", order=31)
def to_submit(actor: Actor) -> panels.Item:
    """This will name the drafts that shortages have opened."""
    return _item(actor, State.DRAFT, str(_("采购申请草稿待核对")))


def _item(actor: Actor, state: str, label: str) -> panels.Item:
    rows = policy.visible(Requisition, actor).filter(state=state)
    return panels.Item(
        label,
        rows.count(),
        panels.listing(Requisition, state=state),
        [
            panels.Line(
                f"{row.no} {row.get_reason_kind_display()}",
                panels.page(row),
                row.needed_on.isoformat(),
            )
            for row in rows.order_by("needed_on", "id")[:FIRST]
        ],
        icon="playlist_add_check",
    )


@panels.today("supply.source_requisition", order=32)
def late_lines(actor: Actor) -> panels.Item:
    """This will name approved lines whose day has come and that nobody has ordered."""
    today = timezone.localdate(context.now())
    rows = queries.open_lines(actor).filter(needed_on__lte=today)
    return panels.Item(
        _("已到需求日仍未下单"),
        rows.count(),
        panels.listing(Requisition, needed_until=today.isoformat()),
        [
            panels.Line(
                f"{line.requisition.no} {line.product}",
                panels.page(line.requisition),
                f"{line.quantity_open} t",
            )
            for line in rows[:FIRST]
        ],
        icon="running_with_errors",
        tone="bad",
    )


@panels.related(Contract, "supply.view_requisition", order=60)
def bought_for(contract: Contract, actor: Actor) -> panels.Table | None:
    """This will show what is being bought for a contract."""
    rows = list(
        policy.visible(Requisition, actor).filter(source_code="crm.contract", source_id=contract.pk)
    )
    if not rows:
        return None
    return panels.Table(
        label=_("采购申请"),
        columns=(_("编号"), _("状态"), _("最早需求日期")),
        rows=[(row.no, row.get_state_display(), row.needed_on) for row in rows],
        links=[panels.page(row) for row in rows],
    )
