"""From the application to the tax invoice, and back by a red one."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, NotNow
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.crm.contract import actions as contracts
from backend.crm.invoice.actions.draft import BOUND, require_room, rooms_of
from backend.crm.invoice.calc import Figures
from backend.crm.invoice.models import Invoice, InvoiceLine


class NumberTaken(Duplicate):
    """This invoice number was recorded before."""

    sentence = _("该发票号码已登记，请核对。")


documents.explains("crm_invoice_number_once", NumberTaken())


@documents.verb
def apply(invoice_id: UUID, *, actor: Actor) -> Invoice:
    """This will hand the application to finance; a company needs a tax number on it."""
    invoice = _hold(invoice_id, actor=actor, permission="crm.apply_invoice")
    invoice.apply()
    if invoice.party.kind == Party.Kind.COMPANY and not invoice.tax_no:
        raise Malformed(errors={"tax_no": _("企业开票必须填写税号")})
    _check_room(invoice)
    return documents.save(invoice, actor=actor, event="crm.invoice.applied")


@documents.verb
def send_back(invoice_id: UUID, *, actor: Actor, reason: str) -> Invoice:
    """This will return an application to be corrected, saying why."""
    invoice = documents.lock(Invoice, invoice_id, actor=actor, permission="crm.send_back_invoice")
    invoice.send_back()
    return documents.save(invoice, actor=actor, event="crm.invoice.sent_back", reason=reason)


@documents.verb
def issue(invoice_id: UUID, *, actor: Actor, tax_number: str, issued_on: date) -> Invoice:
    """This will record the tax invoice's number and count its money on the contract."""
    invoice = _hold(invoice_id, actor=actor, permission="crm.issue_invoice")
    invoice.issue()
    _check_day(issued_on, since=invoice.made_on)
    _check_room(invoice)
    invoice.tax_number, invoice.issued_on = tax_number, issued_on
    documents.save(invoice, actor=actor, event="crm.invoice.issued", payload=_facts(invoice))
    _note(invoice.lines.all(), actor=actor, no=invoice.no)
    return invoice


@documents.verb
def red(
    invoice_id: UUID, *, actor: Actor, tax_number: str, issued_on: date, reason: str
) -> Invoice:
    """This will take an issued invoice back by a red one that mirrors it line by line.

    It returns the original, now red; the red invoice points at it and carries its negatives.
    """
    invoice = _hold(invoice_id, actor=actor, permission="crm.red_invoice")
    if invoice.kind == Invoice.Kind.RED:
        raise NotNow(
            verbs=documents.verbs_now(invoice, actor), state=documents.state_label(invoice)
        )
    invoice.turn_red()
    assert invoice.issued_on is not None
    _check_day(issued_on, since=invoice.issued_on)
    mirror, rows = _mirror(invoice, tax_number=tax_number, issued_on=issued_on)
    documents.add(
        mirror, actor=actor, event="crm.invoice.red_issued", payload=_facts(mirror), reason=reason
    )
    InvoiceLine.objects.bulk_create(rows)
    documents.save(
        invoice,
        actor=actor,
        event="crm.invoice.turned_red",
        payload={"red_invoice_id": mirror.pk, "red_invoice_no": mirror.no},
        reason=reason,
    )
    _note(rows, actor=actor, no=mirror.no)
    return invoice


@documents.verb
def void(invoice_id: UUID, *, actor: Actor, reason: str) -> Invoice:
    """This will drop an application that was not issued."""
    invoice = documents.lock(Invoice, invoice_id, actor=actor, permission="crm.void_invoice")
    invoice.void()
    return documents.save(invoice, actor=actor, event="crm.invoice.voided", reason=reason)


def _hold(invoice_id: UUID, *, actor: Actor, permission: str) -> Invoice:
    """Lock the contract, then the invoice: later papers always in this order."""
    seen = documents.get(Invoice, invoice_id, actor=actor)
    policy.require(actor, permission)
    contracts.lock_for(seen.contract_id, actor=actor, states=BOUND)
    return documents.lock(Invoice, invoice_id, actor=actor, permission=permission)


def _check_room(invoice: Invoice) -> None:
    """Ask again under lock: a settlement may have been taken back since it was written."""
    wanted = {row.line_id: Figures(row.quantity, row.amount) for row in invoice.lines.all()}
    require_room(wanted, rooms=rooms_of(invoice))


def _check_day(issued_on: date, *, since: date) -> None:
    if issued_on < since:
        raise Malformed(errors={"issued_on": _("开票日期不能早于申请或原票日期")})


def _note(rows: Iterable[InvoiceLine], *, actor: Actor, no: str) -> None:
    for row in sorted(rows, key=lambda row: row.line_id):
        contracts.note_invoiced(row.line_id, actor=actor, amount=row.amount, event_no=no)


def _facts(invoice: Invoice) -> dict[str, object]:
    return {
        "contract_id": invoice.contract_id,
        "kind": invoice.kind,
        "on": invoice.issued_on,
        "amount": invoice.amount,
        "tax_number": invoice.tax_number,
    }


def _mirror(
    invoice: Invoice, *, tax_number: str, issued_on: date
) -> tuple[Invoice, list[InvoiceLine]]:
    mirror = Invoice(
        no=numbering.next_number("FP", on=issued_on),
        contract=invoice.contract,
        settlement=invoice.settlement,
        party=invoice.party,
        kind=Invoice.Kind.RED,
        reverses=invoice,
        title=invoice.title,
        tax_no=invoice.tax_no,
        tax_number=tax_number,
        made_on=issued_on,
        issued_on=issued_on,
        amount=-invoice.amount,
        amount_excl=-invoice.amount_excl,
        tax=-invoice.tax,
        owner_id=invoice.owner_id,
        unit_id=invoice.unit_id,
    )
    mirror.apply()
    mirror.issue()
    rows = [
        InvoiceLine(
            invoice=mirror,
            line_id=row.line_id,
            quantity=-row.quantity,
            price_excl=row.price_excl,
            amount=-row.amount,
            amount_excl=-row.amount_excl,
            tax_rate=row.tax_rate,
            tax=-row.tax,
        )
        for row in invoice.lines.order_by("line__seq")
    ]
    return mirror, rows
