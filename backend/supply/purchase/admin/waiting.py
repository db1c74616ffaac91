"""Which purchases wait for somebody, and what stands beside a company."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.party.models import Party
from backend.supply.purchase.flow import OPEN, ChangeState, State
from backend.supply.purchase.models import Purchase, PurchaseChange

FIRST = 5


@panels.today("supply.approve_purchase", order=21)
def to_approve(actor: Actor) -> panels.Item:
    """This will count the purchases that wait for approval."""
    return _waiting(actor, "supply.approve_purchase", State.IN_APPROVAL, _("待批准采购合同"))


@panels.today("supply.acknowledge_purchase", order=23)
def to_acknowledge(actor: Actor) -> panels.Item:
    """This will count the purchases no supplier has answered yet."""
    return _waiting(actor, "supply.acknowledge_purchase", State.SENT, _("待供应商确认"))


@panels.today("supply.agree_purchase_change", order=24)
def to_answer(actor: Actor) -> panels.Item:
    """This will count the changes that wait for somebody's answer."""
    rows = policy.scope(PurchaseChange.objects.all(), actor, "supply.agree_purchase_change")
    open_ = rows.filter(state__in=[ChangeState.PROPOSED, ChangeState.AGREED])
    lines = [
        panels.Line(f"{row.no} · {row.party} · {row.reason}", panels.page(row), str(row.made_on))
        for row in open_.select_related("party").order_by("made_on", "no")[:FIRST]
    ]
    link = panels.listing(PurchaseChange, state=ChangeState.PROPOSED)
    return panels.Item(_("待处理采购变更"), open_.count(), link, lines, "busy", "edit_document")


@panels.today("supply.view_purchase", order=25)
def overdue(actor: Actor) -> panels.Item:
    """This will count the purchases whose day has passed with goods still to come."""
    rows = policy.visible(Purchase, actor).filter(
        state__in=OPEN, delivery_until__lt=timezone.localdate()
    )
    late = rows.exclude(receipt_axis="complete").select_related("party")
    lines = [
        panels.Line(f"{row.no} · {row.party}", panels.page(row), str(row.delivery_until))
        for row in late.order_by("delivery_until", "no")[:FIRST]
    ]
    link = panels.listing(Purchase)
    return panels.Item(_("逾期未到货采购"), late.count(), link, lines, "bad", "schedule")


@panels.related(Party, "supply.view_purchase", order=24)
def purchases_of(party: Party, actor: Actor) -> panels.Table | None:
    """This will put a company's latest purchases beside it."""
    rows = list(policy.visible(Purchase, actor).filter(party=party).order_by("-created_at")[:10])
    if not rows:
        return None
    columns = [_("编号"), _("状态"), _("发送日期"), _("最晚交货"), _("收货进度")]
    cells = [
        [r.no, documents.state_label(r), r.sent_on, r.delivery_until, r.get_receipt_axis_display()]
        for r in rows
    ]
    return panels.Table(_("采购合同"), columns, cells, links=[panels.page(row) for row in rows])


def _waiting(actor: Actor, permission: str, state: State, label: StrOrPromise) -> panels.Item:
    rows = policy.scope(Purchase.objects.all(), actor, permission).filter(state=state)
    lines = [
        panels.Line(f"{row.no} · {row.party}", panels.page(row), str(row.made_on))
        for row in rows.select_related("party").order_by("made_on", "no")[:FIRST]
    ]
    link = panels.listing(Purchase, state=state)
    return panels.Item(label, rows.count(), link, lines, "busy", "shopping_cart")
