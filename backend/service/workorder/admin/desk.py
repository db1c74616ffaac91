"""Work orders on the first page and beside machines and tickets."""

from collections.abc import Iterable
from itertools import islice

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.service.asset.models import Asset
from backend.service.ticket.models import Ticket
from backend.service.workorder.flow import State
from backend.service.workorder.models import WorkOrder

FIRST = 5


@panels.today("service.review_work_order", order=51)
def to_review(actor: Actor) -> panels.Item:
    """This will count the orders that are signed and not reviewed."""
    rows = policy.scope(WorkOrder.objects.all(), actor, "service.review_work_order")
    rows = rows.filter(state=State.COMPLETED)
    link = panels.listing(WorkOrder, state=State.COMPLETED.value)
    lines = _lines(rows.select_related("customer").order_by("completed_at")[:FIRST])
    return panels.Item(_("工单待审核结算"), rows.count(), link, lines, "busy", "fact_check")


@panels.related(Asset, "service.view_work_order", order=20)
def of_asset(asset: Asset, actor: Actor) -> panels.Table | None:
    """This will put the orders of a machine beside it."""
    return _table(policy.visible(WorkOrder, actor).filter(asset=asset).order_by("-created_at"))


@panels.related(Ticket, "service.view_work_order", order=20)
def of_ticket(ticket: Ticket, actor: Actor) -> panels.Table | None:
    """This will put the orders of a ticket beside it."""
    return _table(policy.visible(WorkOrder, actor).filter(ticket=ticket).order_by("-created_at"))


def _lines(rows: Iterable[WorkOrder]) -> list[panels.Line]:
    return [
        panels.Line(
            f"{row.no} · {row.customer} · {row.summary}",
            panels.page(row),
            f"{timezone.localtime(row.created_at):%m-%d}",
        )
        for row in rows
    ]


def _table(rows: Iterable[WorkOrder]) -> panels.Table | None:
    shown = list(islice(rows, 20))
    if not shown:
        return None
    cells = [
        [row.no, row.summary, row.get_state_display(), row.engineer, row.scheduled_from]
        for row in shown
    ]
    columns = [_("工单"), _("工作内容"), _("状态"), _("工程师"), _("预约")]
    return panels.Table(_("工单"), columns, cells, [panels.page(row) for row in shown])
