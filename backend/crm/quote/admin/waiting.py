"""Quotes that need somebody today, and the links beside a quote."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access.actor import Actor
from backend.crm.quote import queries
from backend.crm.quote.flow import State
from backend.crm.quote.models import Quote
from backend.crm.quote.paper import beside

FEW = 5
SOON = timedelta(days=2)


@panels.today("crm.send_quote", order=20)
def expiring(actor: Actor) -> panels.Item:
    """This will show the quotes that bind us for two days more at most."""
    today = timezone.localdate()
    rows = queries.expiring(actor, on=today, until=today + SOON)
    lines = [
        panels.Line(f"{row.party} · {row.no}", panels.page(row), row.valid_until.isoformat())
        for row in rows[:FEW]
    ]
    return panels.Item(
        _("即将到期的报价"),
        rows.count(),
        panels.listing(Quote, valid_until=(today + SOON).isoformat()),
        lines,
        tone="busy",
        icon="hourglass_top",
    )


@panels.today("crm.approve_quote", order=25)
def to_review(actor: Actor) -> panels.Item:
    """This will show the quotes that wait for a reviewer."""
    rows = queries.in_review(actor)
    lines = [
        panels.Line(f"{row.party} · {row.no}", panels.page(row), f"{row.amount_estimated:,.2f}")
        for row in rows[:FEW]
    ]
    return panels.Item(
        _("待审核的报价"),
        rows.count(),
        panels.listing(Quote, state=State.IN_REVIEW),
        lines,
        tone="busy",
        icon="rule",
    )


@panels.today("crm.change_quote", order=21)
def held(actor: Actor) -> panels.Item:
    """This will show the quotes whose price the market has left behind."""
    rows = queries.held(actor)
    lines = [
        panels.Line(f"{row.party} · {row.no}", panels.page(row), row.stale_reason)
        for row in rows[:FEW]
    ]
    return panels.Item(
        _("价格已过时的报价"),
        rows.count(),
        panels.listing(Quote, price_stale="true"),
        lines,
        tone="bad",
        icon="price_change",
    )


@panels.related(Quote, "crm.view_quote", order=10)
def customer_links(quote: Quote, actor: Actor) -> panels.Table | None:
    """This will put the customer's links beside a quote; they open for whoever may share them."""
    rows = beside.links(quote, actor)
    if not rows:
        return None
    columns = [_("状态"), _("到期时间"), _("打开次数"), _("首次打开")]
    cells = [[row.standing, row.expires_at, row.views, row.first_seen_at] for row in rows]
    return panels.Table(_("客户链接"), columns, cells, links=[row.address for row in rows])
