"""Sales targets in the back office, and how far they are attained on the first page."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import money, panels
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import DocumentAdmin
from backend.crm.target import queries
from backend.crm.target.models import SalesTarget
from backend.crm.target.schemas import TARGET

MOST = 12


@admin.register(SalesTarget)
class SalesTargetAdmin(DocumentAdmin):
    """A target with what is attained."""

    resource = TARGET
    icon = "flag"
    place = 58
    columns = (
        "no",
        "person_name",
        "for_unit_name",
        "product_name",
        "metric",
        "period",
        "starts_on",
        "value",
        "attained",
        "milestone",
    )
    filters = ("subject", "metric", "period", "person_id", "starts_from", "starts_until")
    facts = (
        (_("目标"), ("subject", "person_id", "for_unit_id", "product_id", "metric", "value")),
        (_("周期"), ("period", "starts_on", "ends_on")),
        (_("完成"), ("attained", "share", "milestone", "measured_at")),
        (_("毛利"), ("margin_attained", "margin_share", "margin_milestone")),
    )
    labels = {"share": _("完成率"), "margin_share": _("毛利完成率"), "for_unit_name": _("单元")}


@panels.chart("crm.view_target", order=45)
def attainment(actor: Actor) -> panels.Chart | None:
    """This will draw how far the targets of today are attained, in percent."""
    rows = list(queries.of_today(actor, on=timezone.localdate())[:MOST])
    if not rows:
        return None
    shares = [money.price(row.attained * 100 / row.value, places=1) for row in rows]
    return panels.Chart(
        _("目标完成率"),
        [f"{row} {row.get_period_display()}" for row in rows],
        {_("完成率（%）"): shares},
        unit="%",
        link=panels.listing(SalesTarget),
    )
