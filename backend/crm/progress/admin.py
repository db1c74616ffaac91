"""Production progress in the back office, and beside its contract."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import DocumentAdmin
from backend.crm.contract.models import Contract
from backend.crm.progress.flow import LIVE, State
from backend.crm.progress.models import Progress
from backend.crm.progress.schemas import PROGRESS

FEW = 5


@admin.register(Progress)
class ProgressAdmin(DocumentAdmin):
    """What is made for which contract, and how late."""

    resource = PROGRESS
    icon = "precision_manufacturing"
    columns = (
        "no",
        "contract_no",
        "product_name",
        "party_name",
        "percent",
        "promised_on",
        "expected_on",
        "slip_days",
        "state",
    )
    filters = ("state", "slip_from", "expected_from", "expected_until")
    facts = (
        (_("生产进度"), ("contract_id", "line_id", "product_name", "party_name", "template")),
        (_("交期"), ("promised_on", "expected_on", "slip_days", "alarm_days")),
        (_("进展"), ("percent", "reported_at", "owner_id")),
    )
    labels = {
        "contract_no": _("合同"),
        "product_name": _("品名"),
        "party_name": _("客户"),
        "milestones": _("里程碑"),
        "slip_from": _("延误不少于（天）"),
        "expected_from": _("预计交期起"),
        "expected_until": _("预计交期止"),
        "forecast_on": _("预测日期"),
        "photo_ids": _("照片"),
        "at": _("上报时间"),
        "weight": _("权重（%）"),
        "planned_on": _("计划日期"),
        "actual_on": _("实际日期"),
        "slip_reason": _("延误原因"),
        "source": _("来源"),
        "seq": _("序号"),
        "kind": _("里程碑"),
        "on": _("日期"),
        "photos": _("照片"),
    }
    main_path = (State.PLANNED, State.RUNNING, State.DONE)
    empty = _("还没有安排生产进度。在合同行签订后，为它安排里程碑。")


@panels.related(Contract, "crm.view_progress", order=45)
def beside_contract(contract: Contract, actor: Actor) -> panels.Table | None:
    """This will show how far the lines of a contract are."""
    rows = policy.visible(Progress, actor).filter(contract=contract)
    shown = list(rows.exclude(state=State.CANCELLED).select_related("line__product"))
    if not shown:
        return None
    return panels.Table(
        _("生产进度"),
        (_("品名"), _("完成（%）"), _("承诺交期"), _("预计交期"), _("延误天数")),
        [
            (row.line.product.name, row.percent, row.promised_on, row.expected_on, row.slip_days)
            for row in shown
        ],
        [panels.page(row) for row in shown],
    )


@panels.today("crm.view_progress", order=35)
def late(actor: Actor) -> panels.Item | None:
    """This will count what is made later than was promised, beyond what is borne."""
    rows = policy.visible(Progress, actor).filter(state__in=LIVE, told_days__gt=0)
    mine = rows.filter(owner_id=actor.user_id).select_related("contract").order_by("-slip_days")
    lines = [
        panels.Line(
            f"{row.contract.no} {row.line.product.name}", panels.page(row), f"+{row.slip_days}"
        )
        for row in mine.select_related("line__product")[:FEW]
    ]
    return panels.Item(
        _("交期延误"),
        mine.count(),
        panels.listing(Progress, slip_from="1"),
        lines,
        tone="bad",
        icon="running_with_errors",
    )
