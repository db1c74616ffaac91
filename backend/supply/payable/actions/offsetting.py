"""Payments without money: set off against what the other side owes; and payments taken back."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Refusal
from backend.core.numbering import actions as numbering
from backend.supply.payable.actions import accounts, held, paying
from backend.supply.payable.models import Payable, Payment, PaymentAllocation


class NettedOnly(Refusal):
    """A netting's payment goes with the netting."""

    sentence = _("该付款单由抵账单 {no} 生成，不能单独作废，请冲回抵账单。")


@documents.verb
def offset(
    party_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    direction: str,
    currency: str,
    parts: Mapping[UUID, Decimal],
    netting: str,
) -> Payment:
    """This will settle parts of payables without money, for a netting; its verb was checked.

    Raises NotPayable or MoreThanOpen when less is open than the netting says.
    """
    rows = Payable.objects.filter(pk__in=parts)
    held.deals(rows.values_list("purchase_id", flat=True), actor=actor)
    on = timezone.localdate(at)
    payment = Payment(
        party_id=party_id,
        payee_id=party_id,
        direction=direction,
        method=Payment.Method.OFFSET,
        currency=currency,
        amount=money.total(parts.values()),
        requested_on=on,
        paid_on=on,
        netting_no=netting,
    )
    payment.approve()
    payment.pay()
    payment.no = numbering.next_number("FK", on=on)
    documents.add(payment, actor=actor, event="supply.payment.paid")
    paying.use(payment, paying.asked_of(held.payables(rows), dict(parts), payment), at=at,
               actor=actor)  # fmt: skip
    accounts.book_payment(payment, on=on, is_back=False)
    return documents.save(payment, actor=actor, event="supply.payment.allocated")


@documents.verb
def void_payment(
    payment_id: UUID, *, actor: Actor, at: datetime, reason: str, netting: str = ""
) -> Payment:
    """This will record that the bank gave the money back; what it paid is open again.

    What a netting paid is taken back with that netting only. Raises NettedOnly.
    """
    policy.require(actor, "supply.void_payment")
    seen = documents.get(Payment, payment_id, actor=actor)
    rows = Payable.objects.filter(allocations__payment=seen).distinct()
    held.deals(paying.deals(rows, seen), actor=actor)
    payment = paying.hold(payment_id, actor=actor, verb="void")
    payment.void()
    if payment.netting_no != netting:
        raise NettedOnly(no=payment.netting_no)
    ids = PaymentAllocation.objects.filter(payment=payment).values("payable_id")
    known = {row.pk: row for row in held.payables(Payable.objects.filter(pk__in=ids))}
    standing = payment.allocations.filter(reverses=None, reversed_by=None)
    for allocation in standing.order_by("id"):
        PaymentAllocation.objects.create(
            payment=payment,
            payable_id=allocation.payable_id,
            amount=-allocation.amount,
            on=timezone.localdate(at),
            at=at,
            reverses=allocation,
        )
        row = known[allocation.payable_id]
        paying.move(row, -allocation.amount, payment=payment, actor=actor)
    payment.allocated = money.ZERO
    payment.void_on, payment.void_reason = timezone.localdate(at), reason
    accounts.book_payment(payment, on=payment.void_on, is_back=True)
    return documents.save(payment, actor=actor, event="supply.payment.voided", reason=reason)
