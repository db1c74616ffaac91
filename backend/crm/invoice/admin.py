"""Invoices in the back office, and which of them wait for finance."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.documents import actions as documents
from backend.crm.contract.models import Contract
from backend.crm.invoice.flow import State
from backend.crm.invoice.models import Invoice
from backend.crm.invoice.schemas import INVOICE

FIRST = 5


@admin.register(Invoice)
class InvoiceAdmin(DocumentAdmin):
    """What the tax office sees."""

    resource = INVOICE
    icon = "receipt_long"
    place = 32
    labels = {
        "contract_no": _("合同"),
        "party_name": _("客户"),
        "seq": _("行号"),
        "line_id": _("合同行"),
        "lines": _("明细（留空则开具全部余额）"),
        "reason": _("原因"),
        "red_invoice_id": _("红字发票"),
        "issued_from": _("开票日期起"),
        "issued_to": _("开票日期止"),
    }
    columns = ("no", "party_name", "kind", "state", "tax_number", "amount", "tax", "issued_on")
    filters = ("state", "kind", "party_id", "contract_id", "issued_from", "issued_to")
    facts = (
        (_("发票"), ("kind", "title", "tax_no", "tax_number", "made_on", "issued_on")),
        (_("金额"), ("amount_excl", "tax", "amount")),
        (_("来源"), ("contract_id", "settlement_id", "party_id", "reverses_id", "red_invoice_id")),
    )
    tables = (
        ChildTable(
            _("发票明细"),
            "lines",
            ("seq", "quantity", "price_excl", "amount_excl", "tax_rate", "tax", "amount"),
        ),
    )
    prints = ((_("开票申请单"), "api:crm_invoice_application_pdf"),)
    references = {"red_invoice_id": Invoice}
    main_path = (State.DRAFT, State.APPLIED, State.ISSUED)
    party_path = "party_id"


@panels.today("crm.issue_invoice", order=35)
def to_issue(actor: Actor) -> panels.Item:
    """This will count the applications that wait for their tax number."""
    rows = policy.scope(Invoice.objects.all(), actor, "crm.issue_invoice")
    waiting = rows.filter(state=State.APPLIED).order_by("made_on", "no")
    lines = [
        panels.Line(f"{row.title} · {row.amount:,.2f}", panels.page(row), str(row.made_on))
        for row in waiting[:FIRST]
    ]
    link = panels.listing(Invoice, state=State.APPLIED)
    return panels.Item(_("待开发票"), waiting.count(), link, lines, "busy", "receipt_long")


@panels.related(Contract, "crm.view_invoice", order=42)
def invoices_of(contract: Contract, actor: Actor) -> panels.Table | None:
    """This will put a contract's invoices beside it."""
    rows = list(policy.visible(Invoice, actor).filter(contract=contract).order_by("made_on", "no"))
    if not rows:
        return None
    columns = [_("编号"), _("类型"), _("状态"), _("发票号码"), _("含税金额"), _("税额")]
    cells = [
        [r.no, r.get_kind_display(), documents.state_label(r), r.tax_number, r.amount, r.tax]
        for r in rows
    ]
    return panels.Table(_("发票"), columns, cells, links=[panels.page(row) for row in rows])
