"""What we owe in the back office, and what waits for somebody."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.documents import actions as documents
from backend.core.party.models import PartyBank
from backend.supply.payable.flow import InvoiceState, PayableState, PaymentState
from backend.supply.payable.models import (
    Payable,
    Payment,
    SupplierInvoice,
    SupplierStatement,
)
from backend.supply.payable.schemas import (
    PAYABLE,
    PAYMENT,
    SUPPLIER_INVOICE,
    SUPPLIER_STATEMENT,
)
from backend.supply.purchase.models import Purchase, PurchaseLine
from backend.supply.supplier.models import Supplier

FIRST = 5
MOST = 200


def owed_lines(document: Any, actor: Actor) -> Iterable[tuple[str, str]]:
    """This will offer the purchase lines that may be invoiced and that this person may see."""
    bound = policy.visible(Purchase, actor).exclude(sent_on=None)
    rows = PurchaseLine.objects.filter(purchase__in=bound).select_related("purchase", "product")
    for line in rows.order_by("-purchase__created_at", "seq")[:MOST]:
        yield str(line.pk), f"{line.purchase.no} · {line.seq} · {line.product.name}"


def accounts(document: Any, actor: Actor) -> Iterable[tuple[str, str]]:
    """This will offer the bank accounts of suppliers, to who may read them."""
    if not policy.readable(actor, PAYMENT, ["account"]):
        return
    parties = policy.visible(Supplier, actor).values("party_id")
    rows = PartyBank.objects.filter(party_id__in=parties).select_related("party")
    for bank in rows.order_by("party__name", "bank")[:MOST]:
        yield str(bank.pk), f"{bank.party.name} · {bank.bank} · {bank.account}"


@admin.register(SupplierInvoice)
class SupplierInvoiceAdmin(DocumentAdmin):
    """Invoices of suppliers."""

    resource = SUPPLIER_INVOICE
    icon = "receipt_long"
    place = 42
    labels = {
        "purchase_no": _("采购合同"),
        "party_name": _("开票单位"),
        "lines": _("发票明细"),
        "purchase_line_id": _("采购行"),
        "product_name": _("产品"),
        "on": _("登记日期"),
        "reason": _("原因"),
        "sentence": _("差异"),
        "differences": _("差异"),
        "invoiced_from": _("开票日期起"),
        "invoiced_until": _("开票日期止"),
    }
    columns = ("no", "invoice_no", "party_name", "purchase_no", "state", "invoiced_on", "amount")
    filters = ("state", "kind", "party_id", "purchase_id", "invoiced_from", "invoiced_until")
    facts = (
        (
            _("发票"),
            ("invoice_no", "kind", "invoiced_on", "purchase_id", "party_id", "reverses_id"),
        ),
        (_("金额"), ("currency", "amount_excl", "tax", "amount")),
        (_("处理"), ("accepted_by_id", "accepted_reason", "void_reason", "note")),
    )
    tables = (
        ChildTable(
            _("发票明细"),
            "lines",
            ("seq", "product_name", "quantity", "price", "tax_rate", "amount_excl", "tax",
             "amount", "differences"),
        ),
    )  # fmt: skip
    references = {"purchase_line_id": owed_lines}
    main_path = (InvoiceState.REGISTERED, InvoiceState.MATCHED)
    party_path = "party_id"


@admin.register(Payable)
class PayableAdmin(DocumentAdmin):
    """What is due to whom."""

    resource = PAYABLE
    icon = "outbox"
    place = 40
    labels = {
        "party_name": _("收款单位"),
        "payment_no": _("付款单"),
        "allocations": _("核销"),
        "due_from": _("到期日起"),
        "due_until": _("到期日止"),
        "overdue_on": _("截至此日已逾期"),
    }
    columns = (
        "no", "party_name", "source_no", "state", "basis", "amount", "paid", "open", "due_on",
    )  # fmt: skip
    filters = ("state", "party_id", "purchase_id", "due_from", "due_until", "overdue_on")
    facts = (
        (_("应付"), ("party_id", "purchase_id", "source_no", "trigger", "offset_days")),
        (_("金额"), ("basis", "currency", "amount", "paid", "open")),
        (_("日期"), ("triggered_on", "due_on")),
    )
    tables = (ChildTable(_("核销"), "allocations", ("payment_no", "amount", "on")),)
    main_path = (PayableState.NOT_TRIGGERED, PayableState.ACTIVE, PayableState.SETTLED)
    party_path = "party_id"


@admin.register(Payment)
class PaymentAdmin(DocumentAdmin):
    """Money to suppliers, and back from them."""

    resource = PAYMENT
    icon = "payments"
    place = 41
    labels = {
        "party_name": _("供应商"),
        "payee_name": _("收款单位"),
        "payee_id": _("收款单位（空为供应商本身）"),
        "bank_id": _("收款账户"),
        "rows": _("指定核销"),
        "payable_id": _("应付款"),
        "payable_no": _("应付款"),
        "allocations": _("核销"),
        "on_account": _("未核销余额"),
        "at": _("时间"),
        "on": _("申请日期"),
        "reason": _("原因"),
        "paid_from": _("付款日期起"),
        "paid_until": _("付款日期止"),
    }
    columns = (
        "no", "party_name", "payee_name", "direction", "state", "amount", "allocated",
        "requested_on", "paid_on",
    )  # fmt: skip
    filters = ("state", "direction", "party_id", "purchase_id", "paid_from", "paid_until")
    facts = (
        (_("付款"), ("party_id", "payee_id", "purchase_id", "direction", "method", "note")),
        (_("账户"), ("bank", "account", "bank_reference")),
        (_("金额"), ("currency", "amount", "allocated", "on_account")),
        (_("过程"), ("requested_on", "hold_reason", "release_reason", "approved_by_id", "paid_on",
                     "void_on", "void_reason")),
    )  # fmt: skip
    tables = (ChildTable(_("核销"), "allocations", ("payable_no", "amount", "on")),)
    references = {"bank_id": accounts, "payable_id": Payable}
    main_path = (PaymentState.REQUESTED, PaymentState.APPROVED, PaymentState.PAID)
    party_path = "party_id"


@admin.register(SupplierStatement)
class SupplierStatementAdmin(DocumentAdmin):
    """Statements of account of suppliers."""

    resource = SUPPLIER_STATEMENT
    icon = "fact_check"
    place = 43
    labels = {
        "party_name": _("供应商"),
        "rows": _("明细"),
        "kind": _("摘要"),
        "purchase_no": _("采购合同"),
        "balance": _("余额"),
        "amount": _("金额"),
        "weight": _("重量（吨）"),
        "at": _("时间"),
        "on": _("日期"),
        "reason": _("原因"),
    }
    columns = (
        "no",
        "party_name",
        "state",
        "since",
        "until",
        "opening",
        "supplied",
        "paid",
        "closing",
    )
    filters = ("state", "party_id")
    facts = (
        (_("对账"), ("party_id", "since", "until", "currency")),
        (_("金额"), ("opening", "supplied", "paid", "closing", "invoiced")),
        (_("答复"), ("sent_at", "answered_at", "answered_by", "answer")),
    )
    tables = (
        ChildTable(_("明细"), "rows", ("on", "no", "purchase_no", "weight", "amount", "balance")),
    )
    prints = ((_("对账单"), "api:supply_statement_pdf"),)
    party_path = "party_id"


@panels.today("supply.approve_payment", order=43)
def to_approve(actor: Actor) -> panels.Item:
    """This will count the payments that wait for a second person."""
    return _waiting(Payment, actor, "approve_payment", PaymentState.REQUESTED, _("待批付款"))


@panels.today("supply.pay_payment", order=44)
def to_pay(actor: Actor) -> panels.Item:
    """This will count the payments that only wait to be paid."""
    return _waiting(Payment, actor, "pay_payment", PaymentState.APPROVED, _("待付款"))


@panels.today("supply.accept_invoice", order=45)
def to_accept(actor: Actor) -> panels.Item:
    """This will count the invoices that do not tie."""
    state = InvoiceState.DIFFERENCES
    return _waiting(SupplierInvoice, actor, "accept_invoice", state, _("发票差异待处理"))


def _waiting(model: Any, actor: Actor, verb: str, state: str, label: StrOrPromise) -> panels.Item:
    rows = policy.scope(model.objects.all(), actor, f"supply.{verb}").filter(state=state)
    first = rows.select_related("party").order_by("created_at", "no")[:FIRST]
    lines = [panels.Line(f"{r.no} · {r.party}", panels.page(r), f"{r.amount:,.2f}") for r in first]
    link = panels.listing(model, state=state)
    return panels.Item(label, rows.count(), link, lines, "busy", "payments")


@panels.related(Purchase, "supply.view_payable", order=40)
def payables_of(purchase: Purchase, actor: Actor) -> panels.Table | None:
    """This will put what is due for a purchase beside it."""
    rows = list(policy.visible(Payable, actor).filter(purchase=purchase).order_by("seq"))
    if not rows:
        return None
    columns = [_("编号"), _("状态"), _("应付金额"), _("已付金额"), _("未付金额"), _("到期日")]
    cells = [[r.no, documents.state_label(r), r.amount, r.paid, r.open, r.due_on] for r in rows]
    return panels.Table(_("应付款"), columns, cells, links=[panels.page(row) for row in rows])
