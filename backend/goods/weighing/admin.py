"""The back office's pages of weigh tickets, scales and stored tares."""

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.goods.weighing.flow import State
from backend.goods.weighing.models import Reading, Scale, VehicleTare, WeighTicket
from backend.goods.weighing.schemas import SCALE, TARE, WEIGHING

FIRST = 5


@admin.register(WeighTicket)
class WeighTicketAdmin(DocumentAdmin):
    """Trucks on the scale."""

    resource = WEIGHING
    icon = "scale"
    labels = {
        "warehouse_name": _("仓库"),
        "party_name": _("往来单位"),
        "product_name": _("货物"),
        "kind": _("类别"),
        "kg": _("读数（kg）"),
        "device": _("来源"),
        "reason": _("原因"),
        "display": _("仪表显示"),
        "photos": _("照片附件"),
        "confirmed_by": _("复核人"),
        "by_label": _("司磅员"),
        "at": _("时间"),
        "deductions": _("扣重"),
        "value": _("数值"),
        "document_no": _("对方磅单号"),
        "difference": _("磅差（吨）"),
        "permille": _("磅差率（‰）"),
        "tolerance": _("允差"),
        "unit": _("允差单位"),
        "reference": _("允差基数"),
        "basis": _("允差内以谁为准"),
        "policy": _("超差处理"),
        "decision": _("处理说明"),
        "is_within": _("在允差内"),
        "ours": _("我方（吨）"),
        "theirs": _("对方（吨）"),
        "since": _("开单时间起"),
        "until": _("开单时间止"),
    }
    columns = (
        "no",
        "plate",
        "direction",
        "party_name",
        "product_name",
        "warehouse_name",
        "net",
        "settle_weight",
        "opened_at",
        "state",
    )
    filters = ("state", "direction", "warehouse_id", "party_id", "plate", "since", "until")
    facts = (
        (_("车辆"), ("plate", "trailer", "driver_name", "driver_phone", "carrier")),
        (_("货物"), ("party_id", "product_id", "pieces", "warehouse_id", "scale_id")),
        (_("重量"), ("gross_kg", "tare_kg", "net_kg", "deducted_kg", "net", "settle_weight")),
        (_("过程"), ("direction", "mode", "opened_at", "completed_at", "source_no", "void_reason")),
    )
    tables = (
        ChildTable(
            _("过磅读数"),
            "readings",
            ("kind", "kg", "at", "device", "by_label", "reason", "confirmed_by"),
        ),
        ChildTable(_("扣重"), "deductions", ("kind", "basis", "value", "pieces", "kg", "note")),
        ChildTable(
            _("对方磅单"), "counters", ("document_no", "gross_kg", "tare_kg", "net_kg", "at")
        ),
        ChildTable(
            _("磅差核对"),
            "differences",
            ("ours", "theirs", "difference", "permille", "is_within", "policy", "settle_weight"),
        ),
    )
    prints = ((_("打印磅单"), "api:goods_weighing_pdf"),)
    main_path = (State.OPEN, State.FIRST_WEIGHED, State.COMPLETED, State.VERIFIED, State.LOCKED)
    party_path = "party_id"
    empty = _("还没有磅单。车辆到达时新建一张。")


@admin.register(Scale)
class ScaleAdmin(DocumentAdmin):
    """Scales and their certificates."""

    resource = SCALE
    icon = "monitor_weight"
    columns = ("name", "serial", "division_kg", "maximum_kg", "certified_until", "is_active")
    filters = ("warehouse_id", "is_active")


@admin.register(VehicleTare)
class VehicleTareAdmin(DocumentAdmin):
    """Empty weights of trucks."""

    resource = TARE
    icon = "local_shipping"
    columns = ("plate", "kg", "weighed_at", "valid_until")
    filters = ("plate",)


@panels.today("goods.confirm_weighing", order=50)
def to_confirm(actor: Actor) -> panels.Item:
    """This will count the tickets whose typed readings wait for a second person."""
    rows = policy.scope(WeighTicket.objects.all(), actor, "goods.confirm_weighing")
    waiting = (
        rows.filter(
            state=State.FIRST_WEIGHED,
            readings__in=_typed(actor),
        )
        .distinct()
        .order_by("opened_at", "no")
    )
    lines = [panels.Line(f"{t.plate} · {t.no}", panels.page(t), "") for t in waiting[:FIRST]]
    link = panels.listing(WeighTicket, state=State.FIRST_WEIGHED)
    return panels.Item(_("待复核的手工磅重"), waiting.count(), link, lines, "busy", "scale")


def _typed(actor: Actor) -> QuerySet[Reading]:
    """Readings no scale sent that somebody else made and nobody has vouched for."""
    rows = Reading.objects.exclude(device=Reading.Device.SCALE).filter(confirmation=None)
    return rows.exclude(by_id=actor.user_id)
