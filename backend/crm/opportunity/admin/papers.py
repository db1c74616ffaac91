"""Opportunities and pipelines in the back office, the funnel on the first page."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.crm.opportunity import queries
from backend.crm.opportunity.admin.views import FigurePages
from backend.crm.opportunity.flow import State
from backend.crm.opportunity.models import LostReason, Opportunity, Pipeline
from backend.crm.opportunity.schemas import LOST_REASON, OPPORTUNITY, PIPELINE

FEW = 5


def moves(opportunity: Any, actor: Actor) -> Iterable[dict[str, Any]]:
    """This will tell every move, its stages by the names people gave them."""
    for move in opportunity.history.select_related("by", "from_stage", "to_stage"):
        yield {
            "at": move.at,
            "by": str(move.by or ""),
            "from_stage": move.from_stage.name if move.from_stage else "",
            "to_stage": move.to_stage.name,
            "amount_before": move.amount_before,
            "amount_after": move.amount_after,
            "probability_after": move.probability_after,
            "close_after": move.close_after,
        }


def stages_of(document: Any, actor: Actor) -> Iterable[tuple[str, str]]:
    """This will offer the open stages of an opportunity's own pipeline, else of the default."""
    return queries.open_stages(getattr(document, "pipeline_id", None))


def reasons(document: Any, actor: Actor) -> Iterable[tuple[str, str]]:
    """This will offer the reasons for which a sale may be lost."""
    return queries.lost_reasons()


@admin.register(Opportunity)
class OpportunityAdmin(FigurePages):
    """An opportunity with every move it made."""

    resource = OPPORTUNITY
    icon = "trending_up"
    place = 18
    columns = (
        "no",
        "name",
        "party_name",
        "stage_name",
        "amount",
        "probability",
        "expected_close_on",
        "state",
        "owner_name",
    )
    filters = ("state", "pipeline_id", "owner_id", "close_from", "close_until")
    facts = (
        (
            _("商机"),
            (
                "name",
                "party_id",
                "lead_id",
                "business",
                "source",
                "owner_id",
                "content",
                "competitors",
            ),
        ),
        (
            _("预测"),
            (
                "stage_name",
                "stage_since",
                "amount",
                "currency",
                "amount_cny",
                "probability",
                "forecast",
                "expected_close_on",
                "last_contact_at",
            ),
        ),
        (_("结果"), ("closed_on", "lost_reason", "closed_reason", "lost_to")),
    )
    tables = (
        ChildTable(
            _("商机明细"),
            "items",
            ("product_name", "text", "quantity", "measure", "unit_price", "formula"),
        ),
        ChildTable(_("竞争对手"), "rivals", ("name", "price", "strength", "weakness", "status")),
        ChildTable(
            _("阶段历史"),
            moves,
            (
                "at",
                "by",
                "from_stage",
                "to_stage",
                "amount_before",
                "amount_after",
                "probability_after",
                "close_after",
            ),
            replaces="history",
        ),
    )
    references = {"stage": stages_of, "lost_reason": reasons}
    labels = {
        "party_name": _("客户"),
        "stage_name": _("阶段"),
        "stage_code": _("阶段代码"),
        "from_stage": _("原阶段"),
        "to_stage": _("新阶段"),
    }
    main_path = (State.OPEN, State.WON)
    empty = _("还没有商机。可以从线索转化，或直接为客户新建。")


def asked(pipeline: Any, actor: Actor) -> Iterable[dict[str, Any]]:
    """This will say in words what each stage asks for."""
    for stage in pipeline.stages.all():
        for when, what in queries.conditions(stage):
            yield {"stage": stage.name, "when": when, "what": what}


@admin.register(Pipeline)
class PipelineAdmin(DocumentAdmin):
    """The stages of one kind of business."""

    resource = PIPELINE
    icon = "conversion_path"
    place = 60
    columns = ("name", "edition", "is_current", "is_default", "business", "code")
    filters = ("is_current", "business")
    facts = (
        (
            _("流程"),
            ("name", "code", "edition", "is_current", "is_default", "business", "for_unit_id"),
        ),
        (_("规则"), ("rollback_policy", "reopen_policy")),
    )
    tables = (
        ChildTable(
            _("阶段"),
            "stages",
            ("code", "name", "kind", "probability", "expected_days", "warn_days", "max_days"),
        ),
        ChildTable(_("进入与离开条件"), asked, ("stage", "when", "what"), replaces="checks"),
    )
    labels = {
        "stage": _("阶段"),
        "when": _("时机"),
        "what": _("条件"),
        "fact": _("条件项"),
        "operator": _("比较方式"),
        "value": _("值"),
        "argument": _("附加参数（附件用途、天数）"),
        "message": _("提示语"),
        "message_en": _("提示语（英文）"),
        "for_unit_id": _("适用单元"),
        "to_pipeline_id": _("迁移到（不填为现行版次）"),
        "mapping": _("阶段对应"),
        "from_stage": _("原阶段代码"),
        "to_stage": _("新阶段代码"),
        "leave_behind": _("留下不满足条件的商机"),
        "current_id": _("现行版次"),
    }


@admin.register(LostReason)
class LostReasonAdmin(DocumentAdmin):
    """Why sales are lost."""

    resource = LOST_REASON
    icon = "thumb_down"
    place = 61
    columns = ("name", "code", "needs_competitor", "is_active")


@panels.today("crm.move_opportunity", order=40)
def past_close(actor: Actor) -> panels.Item:
    """This will show open opportunities whose expected day has passed."""
    rows = queries.past_close(actor, on=timezone.localdate())
    lines = [
        panels.Line(
            f"{row.party} · {row.name}", panels.page(row), row.expected_close_on.isoformat()
        )
        for row in rows[:FEW]
    ]
    return panels.Item(
        _("已过预计成交日的商机"),
        rows.count(),
        panels.listing(Opportunity, state=State.OPEN),
        lines,
        tone="busy",
        icon="trending_up",
    )


@panels.chart("crm.view_opportunity", order=40)
def funnel(actor: Actor) -> panels.Chart | None:
    """This will draw the open amount of every stage, weighted beside in full."""
    found = queries.funnel(actor)
    if not found:
        return None
    return panels.Chart(
        _("商机漏斗"),
        [row.name for row in found],
        {
            _("预计金额（万元）"): [row.amount for row in found],
            _("按赢率折算（万元）"): [row.weighted for row in found],
        },
        unit=_("万元"),
        link=panels.listing(Opportunity, state=State.OPEN),
    )
