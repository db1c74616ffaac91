"""Who had a customer when, when it falls, and how it is given back."""

from urllib.parse import urlencode

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice import reach
from backend.core.backoffice.pages import DocumentAdmin
from backend.core.people.models import User
from backend.crm.customer.models import Customer
from backend.crm.pool.models import OwnershipEvent
from backend.crm.pool.queries import nights
from backend.crm.pool.schemas import OWNERSHIP_EVENT

SOON = 7


@admin.register(OwnershipEvent)
class OwnershipEventAdmin(DocumentAdmin):
    """Every customer that ever changed hands."""

    resource = OWNERSHIP_EVENT
    icon = "swap_horiz"
    place = 74
    columns = (
        "customer_no",
        "customer__party__name",
        "kind",
        "from_name",
        "to_name",
        "pool_from_name",
        "pool_to_name",
        "rule_name",
        "reason",
        "by_name",
        "created_at",
    )
    filters = ("kind", "from_user_id", "to_user_id")
    references = {"from_user_id": User, "to_user_id": User}
    labels = {
        "customer_no": _("客户编号"),
        "customer__party__name": _("客户名称"),
        "from_name": _("原负责人"),
        "to_name": _("新负责人"),
        "pool_from_name": _("来自公海"),
        "pool_to_name": _("进入公海"),
        "rule_name": _("回收规则"),
        "by_name": _("操作人"),
    }
    empty = _("还没有归属变化。")


@panels.related(Customer, "crm.view_ownership_event", order=20)
def owners(customer: Customer, actor: Actor) -> panels.Table | None:
    """The history of owners, newest first, on the customer's page."""
    rows = OwnershipEvent.objects.filter(customer=customer).select_related(
        "from_user", "to_user", "pool_from", "pool_to", "rule", "by"
    )
    found = list(rows.order_by("-created_at", "-pk")[:20])
    if not found:
        return None
    return panels.Table(
        _("归属记录"),
        [_("方式"), _("从"), _("到"), _("原因"), _("操作人"), _("时间")],
        [
            [
                row.get_kind_display(),
                str(row.from_user or row.pool_from or "—"),
                str(row.to_user or row.pool_to or "—"),
                row.reason or "—",
                str(row.by or _("系统")),
                f"{timezone.localtime(row.created_at):%Y-%m-%d %H:%M}",
            ]
            for row in found
        ],
        [panels.page(row) for row in found],
    )


@panels.related(Customer, "crm.create_pool_entry", order=19)
def ways_out(customer: Customer, actor: Actor) -> panels.Table | None:
    """When the customer falls, with the ways to ask for more time and to give it back."""
    mine = policy.scope(Customer.objects.filter(pk=customer.pk), actor, "crm.create_pool_entry")
    if customer.owner_id is None or not mine.exists():
        return None
    query = urlencode({"customer_id": str(customer.pk)})
    rows, links = [], []
    coming = nights.coming(customer.pk, timezone.localdate())
    if coming is not None:
        rule, falls_on = coming
        rows.append([_now("申请延期"), rule.name, f"{falls_on:%Y-%m-%d}"])
        links.append(f"{reverse('admin:crm_recycleextension_add')}?{query}")
    rows.append([_now("退回公海"), "—", "—"])
    links.append(f"{reverse('admin:crm_poolentry_add')}?{query}")
    return panels.Table(_("公海与回收"), [_("操作"), _("规则"), _("回收日期")], rows, links)


@panels.today("crm.create_recycle_extension", order=22)
def about_to_fall(actor: Actor) -> panels.Item | None:
    """Customers of mine that a rule takes soon."""
    rows = nights.soon(actor.user_id or 0, timezone.localdate(), days=SOON)
    return panels.Item(
        _("即将回收的客户"),
        len(rows),
        lines=[
            panels.Line(
                row.name,
                reach.address(Customer, row.customer_id),
                f"{row.falls_on:%m-%d} {row.rule}",
            )
            for row in rows[:5]
        ],
        tone="bad",
        icon="hourglass_bottom",
    )
