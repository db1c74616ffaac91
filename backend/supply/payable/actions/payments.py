"""Asking for a payment, and another person's yes."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import money, types
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.core.files.models import Attachment
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party, PartyBank
from backend.supply.payable.flow import InvoiceState
from backend.supply.payable.models import Payable, Payment, SupplierInvoice
from backend.supply.purchase.models import Purchase

log.declare(
    "supply.payment.requested",
    "supply.payment.held",
    "supply.payment.released",
    "supply.payment.approved",
    "supply.payment.rejected",
)

Direction = Payment.Direction


class SamePerson(Refusal):
    """A second person must do this."""

    status = 403
    sentence = _("须由申请人以外的另一人批准。")


class NoAgreement(Refusal):
    """Money to another than who invoices needs paper."""

    sentence = _("收款单位与开票单位不一致，请先把三方协议（用途：合同扫描件）上传到付款单再放行。")


class NotTheirAccount(Malformed):
    """The account is not one on file of the payee."""

    sentence = _("该账户不是收款单位已复核的银行账户，请先在供应商账户变更中复核。")


documents.explains("supply_payment_approved_by_another", SamePerson())


@documents.verb
def create_payment(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    party_id: UUID,
    payee_id: UUID | None,
    purchase_id: UUID | None,
    bank_id: UUID | None,
    rows: Sequence[Any],
    **facts: Any,
) -> Payment:
    """This will ask for a payment, to an account of the payee that two people confirmed.

    When the payee is not the supplier, or the supplier's invoices come from somebody else, the
    payment is held until a three-party agreement is on file (三流一致).
    """
    party = documents.refer(Party, party_id, actor=actor, field="party_id")
    assert party is not None
    purchase = documents.refer(Purchase, purchase_id, actor=actor, field="purchase_id")
    payment = Payment(
        party=party,
        payee=documents.refer(Party, payee_id, actor=actor, field="payee_id") or party,
        purchase=purchase,
        requested_on=on,
        **facts,
    )
    if id is not None:
        payment.id = id
    if purchase is not None:
        _check_purchase(payment, purchase)
        payment.owner_id, payment.unit_id = purchase.owner_id, purchase.unit_id
    _set_account(payment, bank_id)
    payment.wanted = _wanted(payment, rows, actor=actor)
    payment.no = numbering.next_number("FK", on=on)
    documents.add(
        payment, actor=actor, event="supply.payment.requested", permission="supply.create_payment"
    )
    return _hold_if_crossed(payment, actor=actor)


def _check_purchase(payment: Payment, purchase: Purchase) -> None:
    if purchase.party_id != payment.party_id:
        raise Malformed(errors={"purchase_id": _("该采购合同的卖方不是这个供应商")})
    if purchase.currency != payment.currency:
        raise Malformed(errors={"currency": _("付款币种与采购合同币种不一致")})


def _set_account(payment: Payment, bank_id: UUID | None) -> None:
    needs = payment.direction == Direction.OUT and payment.method == Payment.Method.BANK
    if bank_id is None:
        if needs:
            raise Malformed(errors={"bank_id": _("银行转账须选择收款账户")})
        return
    found = PartyBank.objects.filter(pk=bank_id, party_id=payment.payee_id).first()
    if found is None:
        raise NotTheirAccount(errors={"bank_id": NotTheirAccount.sentence})
    payment.bank, payment.account = found.bank, found.account


def check_rows(payment: Payment, rows: Sequence[Any], *, actor: Actor) -> None:
    """This will refuse payables that are not of this payment's supplier, side and currency."""
    for position, row in enumerate(rows):
        at = f"rows.{position}.payable_id"
        payable = documents.refer(Payable, row.payable_id, actor=actor, field=at)
        assert payable is not None
        if payable.party_id != payment.party_id or payable.currency != payment.currency:
            raise Malformed(errors={at: _("该应付款不属于这个供应商或币种不一致")})
    if len({row.payable_id for row in rows}) != len(rows):
        raise Malformed(errors={"rows": _("同一应付款请只填一行")})


def _wanted(payment: Payment, rows: Sequence[Any], *, actor: Actor) -> list[dict[str, str]]:
    """The payables a request names, checked as far as can be known before the money moves."""
    check_rows(payment, rows, actor=actor)
    for position, row in enumerate(rows):
        payable = Payable.objects.get(pk=row.payable_id)
        left = payable.open
        if payment.direction == Direction.BACK:
            left = max(-payable.open, payable.paid)
        if row.amount > left:
            said = _("应付“{no}”未付 {open}，不能核销 {asked}")
            sentence = said.format(no=payable.no, open=left, asked=row.amount)
            raise Malformed(errors={f"rows.{position}.amount": sentence})
    total: Decimal = money.total(row.amount for row in rows)
    if total > payment.amount:
        raise Malformed(errors={"rows": _("指定核销合计超过付款金额")})
    return [{"payable_id": str(row.payable_id), "amount": types.plain(row.amount)} for row in rows]


def _hold_if_crossed(payment: Payment, *, actor: Actor) -> Payment:
    if payment.direction == Direction.BACK:
        return payment
    others = _other_invoicers(payment)
    if payment.payee_id == payment.party_id and not others:
        return payment
    payment.hold()
    names = "、".join(others) or payment.party.name
    said = _("收款单位“{payee}”与供应商或开票单位“{names}”不一致")
    payment.hold_reason = str(said.format(payee=payment.payee.name, names=names))
    return documents.save(
        payment, actor=actor, event="supply.payment.held", reason=payment.hold_reason
    )


def _other_invoicers(payment: Payment) -> list[str]:
    """Who else than the payee sent invoices for the purchase that is paid."""
    if payment.purchase_id is None:
        return []
    invoices = SupplierInvoice.objects.filter(purchase_id=payment.purchase_id).exclude(
        state=InvoiceState.VOID
    )
    names = invoices.exclude(party_id=payment.payee_id).values_list("party__name", flat=True)
    return sorted(set(names))


@documents.verb
def release_payment(payment_id: UUID, *, actor: Actor, reason: str) -> Payment:
    """This will let a held payment go on once the three-party agreement is on file."""
    payment = _lock(payment_id, actor=actor, verb="release")
    payment.release()
    if actor.user_id is None or actor.user_id == payment.created_by_id:
        raise SamePerson
    source = Source.of(payment)
    papers = Attachment.objects.filter(document=source.code, document_id=payment.pk)
    if not papers.filter(kind=Attachment.Kind.CONTRACT).exists():
        raise NoAgreement
    payment.release_reason = reason
    return documents.save(payment, actor=actor, event="supply.payment.released", reason=reason)


@documents.verb
def approve_payment(payment_id: UUID, *, actor: Actor) -> Payment:
    """This will let the money go; who asked for it may not."""
    payment = _lock(payment_id, actor=actor, verb="approve")
    payment.approve()
    if actor.user_id is None or actor.user_id == payment.created_by_id:
        raise SamePerson
    payment.approved_by_id = actor.user_id
    return documents.save(payment, actor=actor, event="supply.payment.approved")


@documents.verb
def reject_payment(payment_id: UUID, *, actor: Actor, reason: str) -> Payment:
    """This will turn a payment down before it is paid."""
    payment = _lock(payment_id, actor=actor, verb="reject")
    payment.reject()
    payment.void_reason = reason
    return documents.save(payment, actor=actor, event="supply.payment.rejected", reason=reason)


def _lock(payment_id: UUID, *, actor: Actor, verb: str) -> Payment:
    return documents.lock(Payment, payment_id, actor=actor, permission=f"supply.{verb}_payment")
