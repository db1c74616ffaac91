"""Instalments and receipts in the back office, and what they put on the first page."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.documents import actions as documents
from backend.crm.contract.models import Contract
from backend.crm.receivable import queries
from backend.crm.receivable.flow import PlanState, ReceiptState
from backend.crm.receivable.models import PlanLine, Receipt
from backend.crm.receivable.schemas import RECEIPT, RECEIVABLE

FIRST = 5
BUCKETS = {
    "not_due": _("未到期"),
    "d1_30": _("1–30 天"),
    "d31_60": _("31–60 天"),
    "d61_90": _("61–90 天"),
    "d91_180": _("91–180 天"),
    "d181_365": _("181–365 天"),
    "over_365": _("365 天以上"),
}
LABELS = {
    "contract_no": _("合同"),
    "party_name": _("客户"),
    "trigger": _("触发事件"),
    "receivable_id": _("应收计划"),
    "receivable_no": _("应收计划"),
    "receipt_no": _("回款单"),
    "at": _("时间"),
    "rows": _("核销明细（留空则按到期日自动核销）"),
    "allocation_ids": _("核销记录（留空则全部取消）"),
    "refund_id": _("退款记录"),
    "reason": _("原因"),
    "note": _("说明"),
    "left": _("余额"),
    "is_live": _("有效"),
    "allocations": _("核销记录"),
    "refunds": _("退款记录"),
    "overdue_on": _("截至该日逾期"),
    "due_before": _("到期日早于"),
    "promised_before": _("承诺日早于"),
    "received_from": _("到账日起"),
    "received_to": _("到账日止"),
}


def live_allocations(receipt: Any, actor: Actor) -> Iterable[tuple[Any, Any]]:
    """This will offer the allocations of a receipt that can be taken back."""
    if receipt is None:
        return []
    rows = receipt.allocations.filter(reverses__isnull=True, reversed_by__isnull=True)
    return [(row.pk, f"{row.plan_line.no} {row.amount:,.2f}") for row in rows]


def live_refunds(line: Any, actor: Actor) -> Iterable[tuple[Any, Any]]:
    """This will offer the refunds of an instalment that can be taken back."""
    if line is None:
        return []
    rows = line.refunds.filter(reverses__isnull=True, reversed_by__isnull=True)
    return [(row.pk, f"{row.bank_reference} {row.amount:,.2f}") for row in rows]


@admin.register(PlanLine)
class PlanLineAdmin(DocumentAdmin):
    """What customers owe and when."""

    resource = RECEIVABLE
    icon = "event_available"
    place = 34
    labels = LABELS
    columns = ("no", "party_name", "trigger", "state", "amount", "paid", "open", "due_on")
    filters = ("state", "trigger", "party_id", "contract_id", "overdue_on", "due_before")
    facts = (
        (_("应收"), ("contract_no", "party_name", "trigger", "method", "basis", "currency")),
        (_("金额"), ("amount", "paid", "refunded", "open")),
        (_("日期"), ("triggered_on", "due_on", "promised_on", "promise_note")),
    )
    tables = (
        ChildTable(_("核销记录"), "allocations", ("receipt_no", "amount", "on")),
        ChildTable(_("退款记录"), "refunds", ("bank_reference", "amount", "on", "note")),
    )
    references = {"refund_id": live_refunds}
    main_path = (PlanState.NOT_TRIGGERED, PlanState.ACTIVE, PlanState.SETTLED)
    party_path = "party_id"


@admin.register(Receipt)
class ReceiptAdmin(DocumentAdmin):
    """Money that came in."""

    resource = RECEIPT
    icon = "payments"
    place = 36
    labels = LABELS
    columns = ("no", "received_on", "party_name", "payer_name", "state", "amount", "allocated")
    filters = ("state", "method", "party_id", "contract_id", "received_from", "received_to")
    facts = (
        (_("到账"), ("received_on", "amount", "currency", "method", "bank_reference", "remark")),
        (_("付款方"), ("payer_name", "payer_account", "party_name", "contract_no")),
        (_("使用"), ("allocated", "left", "reversed_on")),
    )
    tables = (
        ChildTable(_("核销记录"), "allocations", ("receivable_no", "amount", "on", "is_live")),
    )
    references = {"allocation_ids": live_allocations, "receivable_id": PlanLine}
    main_path = (ReceiptState.UNALLOCATED, ReceiptState.PARTIALLY_ALLOCATED, ReceiptState.ALLOCATED)
    party_path = "party_id"


@panels.today("crm.view_receivable", order=30)
def overdue(actor: Actor) -> panels.Item:
    """This will count what is late and name what is latest."""
    today = timezone.localdate()
    rows = queries.overdue(actor, on=today)
    lines = [
        panels.Line(
            f"{line.party} · {line.open:,.2f}",
            link=panels.page(line),
            aside=_now("逾期 {days} 天").format(days=(today - line.due_on).days),
        )
        for line in rows[:FIRST]
        if line.due_on is not None
    ]
    link = panels.listing(PlanLine, overdue_on=today.isoformat())
    return panels.Item(_("逾期应收"), rows.count(), link, lines, tone="bad", icon="event_busy")


@panels.today("crm.view_receivable", order=31)
def promised(actor: Actor) -> panels.Item:
    """This will count what was promised for today or before and has not come."""
    rows = queries.promised(actor, until=timezone.localdate())
    lines = [
        panels.Line(
            f"{line.party} · {line.open:,.2f}",
            link=panels.page(line),
            aside=f"{line.promised_on} {line.promise_note}".strip(),
        )
        for line in rows[:FIRST]
    ]
    return panels.Item(_("承诺到期未付"), rows.count(), "", lines, tone="busy", icon="handshake")


@panels.today("crm.refund_receivable", order=32)
def to_refund(actor: Actor) -> panels.Item:
    """This will count what is to be paid back to customers."""
    rows = policy.scope(PlanLine.objects.all(), actor, "crm.refund_receivable")
    due = rows.filter(state=PlanState.ACTIVE, open__lt=0).select_related("party").order_by("due_on")
    lines = [
        panels.Line(f"{line.party} · {-line.open:,.2f}", link=panels.page(line))
        for line in due[:FIRST]
    ]
    return panels.Item(_("应退客户"), due.count(), "", lines, tone="busy", icon="undo")


@panels.today("crm.identify_receipt", order=33)
def unclaimed(actor: Actor) -> panels.Item:
    """This will count the money nobody has been found for."""
    rows = policy.scope(Receipt.objects.all(), actor, "crm.identify_receipt")
    return _receipts(rows.filter(state=ReceiptState.SUSPENSE), _("待认领回款"), "suspense")


@panels.today("crm.allocate_receipt", order=34)
def unused(actor: Actor) -> panels.Item:
    """This will count the receipts that have paid nothing yet."""
    rows = policy.scope(Receipt.objects.all(), actor, "crm.allocate_receipt")
    return _receipts(rows.filter(state=ReceiptState.UNALLOCATED), _("待核销回款"), "unallocated")


def _receipts(rows: Any, label: Any, state: str) -> panels.Item:
    lines = [
        panels.Line(f"{row.payer_name} · {row.amount:,.2f}", panels.page(row), str(row.received_on))
        for row in rows.order_by("received_on", "no")[:FIRST]
    ]
    link = panels.listing(Receipt, state=state)
    return panels.Item(label, rows.count(), link, lines, tone="busy", icon="payments")


@panels.chart("crm.view_receivable", order=20)
def ageing(actor: Actor) -> panels.Chart | None:
    """This will draw open money by days overdue."""
    found = queries.ageing(actor, on=timezone.localdate(), by="party", currency="CNY", limit=1)[
        "totals"
    ]
    if found["total"] == 0:
        return None
    return panels.Chart(
        title=_("应收账龄"),
        labels=list(BUCKETS.values()),
        series={_("未收金额"): [found[name] for name in BUCKETS]},
        unit=_("元"),
        total=_now("合计 {total}，其中逾期 {late}").format(
            total=f"{found['total']:,.2f}", late=f"{found['overdue']:,.2f}"
        ),
        link=panels.listing(PlanLine),
    )


@panels.related(Contract, "crm.view_receivable", order=40)
def plan_of(contract: Contract, actor: Actor) -> panels.Table | None:
    """This will put a contract's instalments beside it."""
    lines = policy.visible(PlanLine, actor).filter(contract=contract).select_related("term")
    rows = list(lines.order_by("term__seq"))
    if not rows:
        return None
    columns = [_("触发事件"), _("状态"), _("应收金额"), _("已收金额"), _("未收金额"), _("到期日")]
    cells = [
        [
            line.term.get_trigger_display(),
            documents.state_label(line),
            line.amount,
            line.paid,
            line.open,
            line.due_on,
        ]
        for line in rows
    ]
    links = [panels.page(line) for line in rows]
    return panels.Table(_("应收计划"), columns, cells, links=links)


@panels.related(Contract, "crm.view_receipt", order=41)
def waiting_for(contract: Contract, actor: Actor) -> panels.Table | None:
    """This will put receipts that name a contract beside it, and what is left of each."""
    rows = list(
        policy.visible(Receipt, actor).filter(contract=contract).order_by("received_on", "no")
    )
    if not rows:
        return None
    columns = [_("回款单"), _("到账日"), _("状态"), _("金额"), _("已核销")]
    cells = [[r.no, r.received_on, documents.state_label(r), r.amount, r.allocated] for r in rows]
    return panels.Table(_("回款单"), columns, cells, links=[panels.page(row) for row in rows])
