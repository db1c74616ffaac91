"""What waits for somebody, and what stands beside a paper."""

from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.supply.processing import queries
from backend.supply.processing.flow import UNDER_WAY, State
from backend.supply.processing.models import Processor, ProcessOrder, ProcessSettlement

FIRST = 5


@panels.today("supply.create_processing_settlement", order=46)
def to_settle(actor: Actor) -> panels.Item:
    """This will count the orders that wait to be reconciled and settled."""
    rows = policy.scope(ProcessOrder.objects.all(), actor, "supply.view_processing")
    waiting = rows.filter(state__in=(State.RECONCILING, State.DISPUTED)).order_by("made_on", "no")
    lines = [
        panels.Line(f"{row.no} · {row.party}", panels.page(row), documents.state_label(row))
        for row in waiting.select_related("party")[:FIRST]
    ]
    link = panels.listing(ProcessOrder, state=State.RECONCILING)
    return panels.Item(_("待结算加工单"), waiting.count(), link, lines, "busy", "balance")


@panels.today("supply.issue_processing", order=45)
def under_way(actor: Actor) -> panels.Item:
    """This will count the orders whose material is at a mill."""
    rows = policy.scope(ProcessOrder.objects.all(), actor, "supply.issue_processing")
    waiting = rows.filter(state__in=UNDER_WAY).order_by("due_on", "no")
    lines = [
        panels.Line(
            f"{row.no} · {row.party} · {row.at_mill}", panels.page(row), str(row.due_on or "")
        )
        for row in waiting.select_related("party")[:FIRST]
    ]
    link = panels.listing(ProcessOrder)
    return panels.Item(_("加工中"), waiting.count(), link, lines, "busy", "factory")


@panels.related(ProcessOrder, "supply.view_processing_settlement", order=40)
def statements_of(order: ProcessOrder, actor: Actor) -> panels.Table | None:
    """This will put an order's statements beside it."""
    rows = list(policy.visible(ProcessSettlement, actor).filter(order=order).order_by("no"))
    if not rows:
        return None
    columns = [_("编号"), _("状态"), _("结算日期"), _("加工费"), _("扣款"), _("应结净额")]
    cells = [
        [r.no, documents.state_label(r), r.settled_on, r.fee_amount, r.deductions, r.net_payable]
        for r in rows
    ]
    return panels.Table(_("加工结算单"), columns, cells, links=[panels.page(row) for row in rows])


@panels.related(Processor, "supply.view_processing", order=40)
def yields_of(processor: Processor, actor: Actor) -> panels.Table | None:
    """This will put a mill's yields beside it: those out of line are marked."""
    rows = queries.yields(actor, processor_id=processor.pk)
    if not rows:
        return None
    columns = [
        _("加工单"),
        _("产品"),
        _("成材率（%）"),
        _("标准（%）"),
        _("均值"),
        _("2σ"),
        _("异常"),
    ]
    cells = [
        [r.no, r.product_name, r.yield_percent, r.standard_percent.normalize(), r.mean or "—",
         r.two_sigma or "—", _("是") if r.is_alarm else ""]
        for r in rows
    ]  # fmt: skip
    return panels.Table(_("成材率"), columns, cells)
