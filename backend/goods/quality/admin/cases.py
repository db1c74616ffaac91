"""Non-conformities and claims in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import DocumentAdmin
from backend.goods.quality.flow import ClaimState, DefectState
from backend.goods.quality.models import Inspection, Nonconformity, QualityClaim
from backend.goods.quality.schemas import NONCONFORMITY, QUALITY_CLAIM
from backend.goods.stock.models import Lot
from backend.goods.warehouse.models import Warehouse

FIRST = 5


@admin.register(Nonconformity)
class NonconformityAdmin(DocumentAdmin):
    """Goods that are not as they should be."""

    resource = NONCONFORMITY
    icon = "report"
    place = 84
    labels = {
        "product_name": _("产品"),
        "lot_no": _("批次"),
        "lot_id": _("批次"),
        "party_name": _("责任单位"),
        "document": _("来源单据类型"),
        "document_id": _("来源单据"),
        "on": _("发现日期"),
        "at": _("时间"),
        "reason": _("处置理由"),
    }
    columns = (
        "no", "product_name", "lot_no", "defect_code", "quantity", "state", "disposition",
        "party_name", "reported_on",
    )  # fmt: skip
    filters = ("state", "disposition", "product_id", "lot_id", "party_id", "defect_code")
    facts = (
        (_("发现"), ("product_id", "lot_id", "warehouse_id", "inspection_id", "source_no",
                     "party_id", "reported_on", "quantity")),
        (_("缺陷"), ("defect_code", "description", "containment", "cause", "prevention")),
        (_("处置"), ("disposition", "disposition_reason", "disposed_at", "disposed_by_id", "cost",
                     "verification")),
    )  # fmt: skip
    references = {"inspection_id": Inspection, "lot_id": Lot, "warehouse_id": Warehouse}
    main_path = (
        DefectState.OPEN,
        DefectState.CONTAINED,
        DefectState.ANALYSED,
        DefectState.DISPOSITION,
        DefectState.VERIFIED,
        DefectState.CLOSED,
    )
    party_path = "party_id"


@admin.register(QualityClaim)
class QualityClaimAdmin(DocumentAdmin):
    """Objections to goods."""

    resource = QUALITY_CLAIM
    icon = "gavel"
    place = 85
    labels = {
        "party_name": _("往来单位"),
        "product_name": _("产品"),
        "lot_no": _("批次"),
        "lot_id": _("批次"),
        "contract_id": _("适用合同标识"),
        "document": _("来源单据类型"),
        "document_id": _("来源单据"),
        "on": _("日期"),
        "amount": _("赔付金额"),
        "quantity": _("数量"),
        "reason": _("原因"),
    }
    columns = (
        "no", "side", "party_name", "product_name", "kind", "state", "quantity", "notified_on",
        "last_on", "is_late",
    )  # fmt: skip
    filters = ("state", "side", "kind", "party_id", "product_id", "lot_id", "is_late")
    facts = (
        (_("异议"), ("side", "kind", "party_id", "product_id", "lot_id", "source_no", "delivered",
                     "quantity", "amount_claimed", "description")),
        (_("期限"), ("signed_on", "notified_on", "last_on", "rule_id", "is_late", "late_reason")),
        (_("处理"), ("answer", "sampled_on", "umpire", "outcome", "amount_agreed",
                     "quantity_agreed", "settled_on")),
    )  # fmt: skip
    references = {"lot_id": Lot}
    main_path = (
        ClaimState.NOTIFIED,
        ClaimState.ACKNOWLEDGED,
        ClaimState.SAMPLED,
        ClaimState.AGREED,
        ClaimState.SETTLED,
    )
    asides = ("reject", "lapse")
    party_path = "party_id"


@panels.today("goods.dispose_nonconformity", order=43)
def to_dispose(actor: Actor) -> panels.Item:
    """This will count the non-conformities that wait for what becomes of the goods."""
    rows = policy.scope(Nonconformity.objects.all(), actor, "goods.dispose_nonconformity").filter(
        state=DefectState.ANALYSED
    )
    first = rows.select_related("product").order_by("created_at", "no")[:FIRST]
    lines = [panels.Line(f"{r.no} · {r.product}", panels.page(r)) for r in first]
    link = panels.listing(Nonconformity, state=DefectState.ANALYSED)
    return panels.Item(_("不合格品待处置"), rows.count(), link, lines, "bad", "report")
