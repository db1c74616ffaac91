"""What a customer promises to pay, and what we pay back."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, NotNow, Refusal
from backend.crm.contract.models import Contract
from backend.crm.receivable.actions import held
from backend.crm.receivable.flow import PlanState
from backend.crm.receivable.models import PlanLine, Refund


class NothingToRefund(Refusal):
    """The instalment asks for money or is even: nothing is to be paid back."""

    sentence = _("应收“{no}”没有应退款项（未收 {open}）。")


class RefundTooLarge(Refusal):
    """More was to be paid back than came in too much."""

    sentence = _("应收“{no}”应退 {due}，不能退 {asked}。")


class SameRefundTwice(Duplicate):
    """This line of the bank statement was recorded before."""

    sentence = _("该银行流水号已登记过退款，请勿重复登记。")


documents.explains("crm_refund_reference_once", SameRefundTwice())
documents.explains("crm_refund_reverses_id", SameRefundTwice(_("该退款已撤销过。")))


@documents.verb
def promise(receivable_id: UUID, *, actor: Actor, promised_on: date, note: str) -> PlanLine:
    """This will record the day the customer promises to pay; a new promise replaces the old."""
    line = documents.lock(PlanLine, receivable_id, actor=actor, permission="crm.promise_receivable")
    _payable(line, actor=actor)
    line.promised_on, line.promise_note = promised_on, note
    return documents.save(line, actor=actor, event="crm.receivable.promised")


@documents.verb
def refund(
    receivable_id: UUID,
    *,
    actor: Actor,
    amount: Decimal,
    at: datetime,
    bank_reference: str,
    note: str,
) -> PlanLine:
    """This will record money paid back on an instalment below what came in (多退少补).

    A receipt is never negative: the payment is its own append-only row. Raises NothingToRefund
    and RefundTooLarge; the instalment settles when all of it is paid back.
    """
    line, contract = _hold(receivable_id, actor=actor, permission="crm.refund_receivable")
    _payable(line, actor=actor)
    if line.open >= 0:
        raise NothingToRefund(no=line.no, open=line.open)
    if amount > -line.open:
        raise RefundTooLarge(no=line.no, due=-line.open, asked=amount)
    Refund.objects.create(
        plan_line=line,
        amount=amount,
        on=timezone.localdate(at),
        at=at,
        bank_reference=bank_reference,
        note=note,
    )
    return _move(line, contract, amount, actor=actor, event="crm.receivable.refunded")


@documents.verb
def undo_refund(
    receivable_id: UUID, *, actor: Actor, refund_id: UUID, at: datetime, reason: str
) -> PlanLine:
    """This will take a recorded refund back by its negative, because the bank returned it."""
    permission = "crm.undo_refund_receivable"
    line, contract = _hold(receivable_id, actor=actor, permission=permission)
    done = line.refunds.filter(
        pk=refund_id, reverses__isnull=True, reversed_by__isnull=True
    ).first()
    if done is None:
        raise Malformed(errors={"refund_id": _("没有这笔退款，或已撤销")})
    Refund.objects.create(
        plan_line=line,
        amount=-done.amount,
        on=timezone.localdate(at),
        at=at,
        bank_reference=done.bank_reference,
        note=reason[:200],
        reverses=done,
    )
    event = "crm.receivable.refund_undone"
    return _move(line, contract, -done.amount, actor=actor, event=event, reason=reason)


def _hold(receivable_id: UUID, *, actor: Actor, permission: str) -> tuple[PlanLine, Contract]:
    seen = documents.get(PlanLine, receivable_id, actor=actor)
    policy.require(actor, permission)
    contract = held.deals([seen.contract_id])[seen.contract_id]
    line = documents.lock(PlanLine, receivable_id, actor=actor, permission=permission)
    return line, contract


def _move(
    line: PlanLine,
    contract: Contract,
    amount: Decimal,
    *,
    actor: Actor,
    event: str,
    reason: str = "",
) -> PlanLine:
    line.refunded = money.cents(line.refunded + amount)
    held.reckon(line)
    documents.save(line, actor=actor, event=event, payload={"amount": amount}, reason=reason)
    held.tell_contract(contract, actor=actor)
    return line


def _payable(line: PlanLine, *, actor: Actor) -> None:
    if line.state != PlanState.ACTIVE:
        verbs = documents.verbs_now(line, actor)
        raise NotNow(verbs=verbs, state=documents.state_label(line))
