"""Plans and inspections in the back office, and what waits at the gates."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.goods.quality.flow import InspectionState
from backend.goods.quality.models import Inspection, InspectionPlan
from backend.goods.quality.schemas import INSPECTION, INSPECTION_PLAN
from backend.goods.stock.models import Lot

FIRST = 5


def measured(document: Any, actor: Actor) -> Iterable[tuple[str, str]]:
    """This will offer what an inspection has to find out."""
    if document is None:
        return
    rows = document.plan.characteristics.filter(edition=document.edition)
    for row in rows.order_by("seq"):
        yield str(row.pk), f"{row.name} {row.unit_name}".strip()


@admin.register(InspectionPlan)
class InspectionPlanAdmin(DocumentAdmin):
    """What a product is measured for."""

    resource = INSPECTION_PLAN
    icon = "rule"
    place = 82
    labels = {
        "product_name": _("产品"),
        "characteristics": _("检验项目"),
        "name": _("名称"),
        "on": _("生效日期"),
    }
    columns = ("no", "product_name", "occasion", "name", "sampling", "samples", "is_active")
    filters = ("product_id", "occasion", "is_active")
    facts = (
        (_("方案"), ("product_id", "occasion", "name", "valid_from", "is_active")),
        (_("抽样"), ("sampling", "samples", "aql", "skip_after", "skip_every")),
        (_("要求"), ("is_document_required", "note")),
    )
    tables = (
        ChildTable(
            _("检验项目"),
            "characteristics",
            ("seq", "name", "kind", "method", "instrument", "unit_name", "nominal", "lower",
             "upper", "wanted", "level"),
        ),
    )  # fmt: skip


@admin.register(Inspection)
class InspectionAdmin(DocumentAdmin):
    """Goods at a quality gate."""

    resource = INSPECTION
    icon = "biotech"
    place = 32
    labels = {
        "document": _("来源单据类型"),
        "document_id": _("来源单据"),
        "party_name": _("往来单位"),
        "product_name": _("产品"),
        "lot_id": _("批次"),
        "lot_no": _("批次"),
        "characteristic_id": _("检验项目"),
        "characteristic": _("检验项目"),
        "characteristics.name": _("检验项目"),
        "wanted": _("要求文字"),
        "values": _("检测值"),
        "rejected": _("拒收数量（空为全部）"),
        "rejected_pieces": _("拒收件数"),
        "at": _("时间"),
        "reason": _("原因"),
    }
    columns = (
        "no", "occasion", "source_no", "party_name", "product_name", "state", "weight", "rejected",
    )  # fmt: skip
    filters = ("state", "occasion", "party_id", "product_id", "lot_id")
    facts = (
        (_("送检"), ("occasion", "source_no", "product_id", "lot_id", "party_id", "weight",
                     "pieces")),
        (_("抽样"), ("plan_id", "samples", "accept_up_to")),
        (_("判定"), ("measured_at", "measured_by_id", "rejected", "decided_at", "decided_by_id",
                     "decision")),
    )  # fmt: skip
    tables = (
        ChildTable(
            _("检验项目"),
            "characteristics",
            ("seq", "name", "kind", "unit_name", "lower", "upper", "wanted", "level"),
        ),
        ChildTable(
            _("检测值"),
            "values",
            ("take", "sample", "characteristic", "read", "value", "text", "is_within"),
        ),
    )
    references = {"characteristic_id": measured, "lot_id": Lot}
    main_path = (InspectionState.PLANNED, InspectionState.MEASURED, InspectionState.ACCEPTED)
    party_path = "party_id"


@panels.today("goods.measure_inspection", order=42)
def to_inspect(actor: Actor) -> panels.Item:
    """This will count the goods that wait for their inspection."""
    rows = policy.scope(Inspection.objects.all(), actor, "goods.measure_inspection").filter(
        state=InspectionState.PLANNED
    )
    first = rows.select_related("product").order_by("created_at", "no")[:FIRST]
    lines = [panels.Line(f"{r.no} · {r.product}", panels.page(r)) for r in first]
    link = panels.listing(Inspection, state=InspectionState.PLANNED)
    return panels.Item(_("待检"), rows.count(), link, lines, "busy", "biotech")


@panels.related(Lot, "goods.view_inspection", order=20)
def inspections_of(lot: Lot, actor: Actor) -> panels.Table | None:
    """This will put a lot's inspections beside it."""
    rows = list(policy.visible(Inspection, actor).filter(lot=lot).order_by("no"))
    if not rows:
        return None
    columns = [_("编号"), _("检验环节"), _("状态"), _("判定说明")]
    cells = [[r.no, r.get_occasion_display(), r.get_state_display(), r.decision] for r in rows]
    return panels.Table(_("检验"), columns, cells, links=[panels.page(row) for row in rows])
