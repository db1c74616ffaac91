"""A supplier's invoice: on file, tied to order and receipt, taken with differences, sent back."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, NotNow, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.supply.payable.actions import held, matching
from backend.supply.payable.flow import GOOD, InvoiceState
from backend.supply.payable.models import SupplierInvoice, SupplierInvoiceLine
from backend.supply.purchase import actions as purchases
from backend.supply.purchase.flow import OWED, State
from backend.supply.purchase.models import Purchase, PurchaseLine

log.declare(
    "supply.invoice.registered",
    "supply.invoice.matched",
    "supply.invoice.differed",
    "supply.invoice.accepted",
    "supply.invoice.voided",
)

Kind = SupplierInvoice.Kind
TAKES = (*OWED, State.CHANGE_PENDING, State.CLOSED)


class NumberTaken(Duplicate):
    """A supplier gives a number once."""

    sentence = _("该供应商的这个发票号码已登记，不能重复登记。")


class NotOwed(Refusal):
    """Nothing of this purchase may be invoiced."""

    sentence = _("采购合同 {no} 当前为“{state}”，不能登记发票。")


class SameRegistrar(Refusal):
    """Another person takes the differences."""

    status = 403
    sentence = _("差异须由登记人以外的另一人接受。")


documents.explains("supply_supplierinvoice_number_once", NumberTaken())


@documents.verb
def create_invoice(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    purchase_id: UUID,
    party_id: UUID | None,
    reverses_id: UUID | None,
    lines: Sequence[Any],
    **facts: Any,
) -> SupplierInvoice:
    """This will put an invoice on file and tie it to order and receipts at once.

    A red invoice names the blue one it takes back and carries minus signs.
    """
    purchase = documents.refer(Purchase, purchase_id, actor=actor, field="purchase_id")
    assert purchase is not None
    purchase = held.purchase(purchase.pk, actor=actor)
    if purchase.state not in TAKES:
        raise NotOwed(no=purchase.no, state=documents.state_label(purchase))
    party = documents.refer(Party, party_id, actor=actor, field="party_id") or purchase.party
    blue = documents.refer(SupplierInvoice, reverses_id, actor=actor, field="reverses_id")
    invoice = SupplierInvoice(
        purchase=purchase,
        party=party,
        kind=Kind.BLUE if blue is None else Kind.RED,
        reverses=blue,
        currency=purchase.currency,
        owner_id=purchase.owner_id,
        unit_id=purchase.unit_id,
        **facts,
    )
    if id is not None:
        invoice.id = id
    _check_red(invoice)
    made = _lines(invoice, purchase, lines)
    _total(invoice, made)
    invoice.no = numbering.next_number("SP", on=on)
    documents.add(
        invoice, actor=actor, event="supply.invoice.registered", permission="supply.create_invoice"
    )
    SupplierInvoiceLine.objects.bulk_create(made)
    return _match(invoice, actor=actor)


def _check_red(invoice: SupplierInvoice) -> None:
    blue = invoice.reverses
    if blue is None:
        return
    is_of_purchase = blue.purchase_id == invoice.purchase_id and blue.party_id == invoice.party_id
    if not is_of_purchase or blue.kind != Kind.BLUE or blue.state not in GOOD:
        raise Malformed(
            errors={"reverses_id": _("红字发票须对应同一采购合同、同一开票单位的已入账蓝字发票")}
        )


def _lines(
    invoice: SupplierInvoice, purchase: Purchase, rows: Sequence[Any]
) -> list[SupplierInvoiceLine]:
    known: dict[UUID, PurchaseLine] = {line.pk: line for line in purchase.lines.all()}
    sign = -1 if invoice.kind == Kind.RED else 1
    made = []
    for position, row in enumerate(rows):
        at = f"lines.{position}."
        if row.purchase_line_id not in known:
            raise Malformed(errors={f"{at}purchase_line_id": _("该行不属于这份采购合同")})
        figures = (row.quantity, row.amount_excl, row.amount)
        if any(figure * sign <= 0 for figure in figures) or row.tax * sign < 0:
            raise Malformed(errors={f"{at}amount": _("蓝字发票各项须为正数，红字发票须为负数")})
        if row.amount_excl + row.tax != row.amount:
            raise Malformed(errors={f"{at}amount": _("含税金额须等于不含税金额加税额")})
        made.append(SupplierInvoiceLine(invoice=invoice, seq=position + 1, **dict(row)))
    if len({row.purchase_line_id for row in rows}) != len(rows):
        raise Malformed(errors={"lines": _("同一采购行请只填一行")})
    return made


def _total(invoice: SupplierInvoice, lines: Sequence[SupplierInvoiceLine]) -> None:
    invoice.amount_excl = money.total(line.amount_excl for line in lines)
    invoice.tax = money.total(line.tax for line in lines)
    invoice.amount = invoice.amount_excl + invoice.tax


@documents.verb
def match_invoice(invoice_id: UUID, *, actor: Actor) -> SupplierInvoice:
    """This will tie an invoice with differences again, after goods or a price came in."""
    invoice = _lock(invoice_id, actor=actor, verb="match")
    return _match(invoice, actor=actor)


def _lock(invoice_id: UUID, *, actor: Actor, verb: str) -> SupplierInvoice:
    """The purchase is held before its invoice, so that no tonne is invoiced twice."""
    permission = f"supply.{verb}_invoice"
    policy.require(actor, permission)
    seen = documents.get(SupplierInvoice, invoice_id, actor=actor)
    held.purchase(seen.purchase_id, actor=actor)
    return documents.lock(SupplierInvoice, invoice_id, actor=actor, permission=permission)


def _match(invoice: SupplierInvoice, *, actor: Actor) -> SupplierInvoice:
    if invoice.state not in (InvoiceState.REGISTERED, InvoiceState.DIFFERENCES):
        verbs = documents.verbs_now(invoice, actor)
        raise NotNow(verbs=verbs, state=documents.state_label(invoice))
    found = matching.compare(invoice)
    if found:
        invoice.differ()
        return documents.save(
            invoice,
            actor=actor,
            event="supply.invoice.differed",
            payload={"differences": found},
        )
    invoice.tie()
    documents.save(invoice, actor=actor, event="supply.invoice.matched")
    _count(invoice, actor=actor, sign=1)
    return invoice


@documents.verb
def accept_invoice(invoice_id: UUID, *, actor: Actor, reason: str) -> SupplierInvoice:
    """This will take an invoice with its differences, by another person, for a reason."""
    invoice = _lock(invoice_id, actor=actor, verb="accept")
    invoice.accept()
    if actor.user_id is None or actor.user_id == invoice.created_by_id:
        raise SameRegistrar
    invoice.accepted_by_id, invoice.accepted_reason = actor.user_id, reason
    documents.save(invoice, actor=actor, event="supply.invoice.accepted", reason=reason)
    _count(invoice, actor=actor, sign=1)
    return invoice


@documents.verb
def void_invoice(invoice_id: UUID, *, actor: Actor, reason: str) -> SupplierInvoice:
    """This will send an invoice back to the supplier; its number may come again."""
    invoice = _lock(invoice_id, actor=actor, verb="void")
    was_good = invoice.state in GOOD
    invoice.void()
    if invoice.red_invoices.exclude(state=InvoiceState.VOID).exists():
        raise HasRed(no=invoice.invoice_no)
    invoice.void_reason = reason
    documents.save(invoice, actor=actor, event="supply.invoice.voided", reason=reason)
    if was_good:
        _count(invoice, actor=actor, sign=-1)
    return invoice


class HasRed(Refusal):
    """A red invoice stands on it."""

    sentence = _("发票 {no} 已有红字发票，请先作废红字发票。")


def _count(invoice: SupplierInvoice, *, actor: Actor, sign: int) -> None:
    for line in invoice.lines.order_by("purchase_line_id"):
        amount: Decimal = line.amount * sign
        purchases.note_invoiced(
            line.purchase_line_id, actor=actor, amount=amount, event_no=invoice.no
        )
