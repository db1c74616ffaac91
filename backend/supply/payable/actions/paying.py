"""Money that left or came back, and what it is used on."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, NotNow, Refusal
from backend.core.events import log
from backend.market.pricing.calc import receipts
from backend.market.pricing.calc.receipts import Debt
from backend.supply.payable import queries
from backend.supply.payable.actions import accounts, held, payments
from backend.supply.payable.flow import PayableState, PaymentState
from backend.supply.payable.models import Payable, Payment, PaymentAllocation
from backend.supply.purchase import actions as purchases
from backend.supply.purchase.models import PurchaseTerm

log.declare("supply.payment.paid", "supply.payment.allocated", "supply.payment.voided")

Direction = Payment.Direction
Part = tuple[Payable, Decimal]


class ReferenceTaken(Duplicate):
    """The bank's number names one movement."""

    sentence = _("该银行流水号已登记，不能重复登记。")


class NothingOpen(Refusal):
    """There is nothing to use the money on."""

    sentence = _("没有可核销的应付款，余额 {left} 保留为预付。")


class MoreThanOpen(Refusal):
    """More was to be paid than is open."""

    sentence = _("应付“{no}”未付 {open}，不能核销 {asked}。")


class MoreThanLeft(Refusal):
    """More was asked of a payment than is left of it."""

    sentence = _("核销合计 {asked} 超过付款余额 {left}。")


class NotPayable(Refusal):
    """The payable waits, is settled or was dropped."""

    sentence = _("应付“{no}”当前为“{state}”，不能核销。")


documents.explains("supply_payment_reference_once", ReferenceTaken())


@documents.verb
def pay_payment(payment_id: UUID, *, actor: Actor, at: datetime, bank_reference: str) -> Payment:
    """This will record that the money moved and use it: on what was named, else oldest due first.

    What nothing takes stays on account as a prepayment.
    """
    policy.require(actor, "supply.pay_payment")
    seen = documents.get(Payment, payment_id, actor=actor)
    asked = _named(seen)
    rows = _candidates(seen, asked)
    held.deals(deals(rows, seen), actor=actor)
    payment = hold(payment_id, actor=actor, verb="pay")
    payment.pay()
    payment.paid_on, payment.bank_reference = timezone.localdate(at), bank_reference
    found = held.payables(rows)
    parts = asked_of(found, asked, payment) if asked else _oldest_first(payment, found)
    use(payment, parts, at=at, actor=actor)
    accounts.book_payment(payment, on=payment.paid_on, is_back=False)
    return documents.save(payment, actor=actor, event="supply.payment.paid")


@documents.verb
def allocate_payment(
    payment_id: UUID, *, actor: Actor, at: datetime, rows: Sequence[Any]
) -> Payment:
    """This will use what is left of a payment: on the rows given, else oldest due first."""
    policy.require(actor, "supply.allocate_payment")
    seen = documents.get(Payment, payment_id, actor=actor)
    payments.check_rows(seen, rows, actor=actor)
    asked = {row.payable_id: row.amount for row in rows}
    wanted = _candidates(seen, asked)
    held.deals(deals(wanted, seen), actor=actor)
    payment = hold(payment_id, actor=actor, verb="allocate")
    if payment.state != PaymentState.PAID:
        verbs = documents.verbs_now(payment, actor)
        raise NotNow(verbs=verbs, state=documents.state_label(payment))
    found = held.payables(wanted)
    parts = asked_of(found, asked, payment) if asked else _oldest_first(payment, found)
    if not parts:
        raise NothingOpen(left=payment.amount - payment.allocated)
    use(payment, parts, at=at, actor=actor)
    return documents.save(payment, actor=actor, event="supply.payment.allocated")


def hold(payment_id: UUID, *, actor: Actor, verb: str) -> Payment:
    """This will lock a payment for a verb."""
    return documents.lock(Payment, payment_id, actor=actor, permission=f"supply.{verb}_payment")


def _named(payment: Payment) -> dict[UUID, Decimal]:
    return {UUID(row["payable_id"]): Decimal(row["amount"]) for row in payment.wanted}


def _candidates(payment: Payment, asked: dict[UUID, Decimal]) -> QuerySet[Payable]:
    return Payable.objects.filter(pk__in=asked) if asked else queries.open_for(payment)


def deals(rows: QuerySet[Payable], payment: Payment) -> list[UUID | None]:
    """This will name the purchases that a payment touches."""
    return [*rows.values_list("purchase_id", flat=True), payment.purchase_id]


def _side(payment: Payment) -> int:
    """Money out pays what is open above zero, money back what is open below."""
    return -1 if payment.direction == Direction.BACK else 1


def asked_of(rows: Sequence[Payable], asked: dict[UUID, Decimal], payment: Payment) -> list[Part]:
    """This will check what was named against what is open, and pair them."""
    left = payment.amount - payment.allocated
    if money.total(asked.values()) > left:
        raise MoreThanLeft(asked=money.total(asked.values()), left=left)
    for row in rows:
        if row.state not in _usable(payment, row):
            raise NotPayable(no=row.no, state=documents.state_label(row))
        is_open = _open_for(payment, row)
        if asked[row.pk] > is_open:
            raise MoreThanOpen(no=row.no, open=is_open, asked=asked[row.pk])
    return [(row, asked[row.pk]) for row in rows]


def _usable(payment: Payment, row: Payable) -> tuple[PayableState, ...]:
    """A deposit may go out before its event, and what was paid may come back when even."""
    if payment.direction == Direction.BACK:
        return (PayableState.ACTIVE, PayableState.SETTLED)
    if row.trigger == PurchaseTerm.Trigger.SIGNING:
        return (PayableState.ACTIVE, PayableState.NOT_TRIGGERED)
    return (PayableState.ACTIVE,)


def _open_for(payment: Payment, row: Payable) -> Decimal:
    """Money back takes what is due to us, or what was paid when it is named: a deposit returned."""
    if payment.direction == Direction.BACK:
        return max(-row.open, row.paid, money.ZERO)
    return max(row.open, money.ZERO)


def _oldest_first(payment: Payment, rows: Sequence[Payable]) -> list[Part]:
    """The purchase named on the payment first, then the others, oldest due first."""
    side = _side(payment)
    named = [row for row in rows if row.purchase_id == payment.purchase_id is not None]
    others = [row for row in rows if row not in named]
    left, parts = payment.amount - payment.allocated, []
    for group in (named, others):
        by_no = {row.no: row for row in group}
        debts = [Debt(no, _due(row), row.open * side) for no, row in by_no.items()]
        shared = receipts.allocate(left, debts=[debt for debt in debts if debt.open > 0])
        parts += [(by_no[p.number], p.amount) for p in shared.payments if p.amount > 0]
        left = shared.on_account
    return parts


def _due(row: Payable) -> date:
    assert row.due_on is not None  # only active ones are asked for
    return row.due_on


def use(payment: Payment, parts: Sequence[Part], *, at: datetime, actor: Actor) -> None:
    """This will use a payment on payables and write down what paid what."""
    side = _side(payment)
    for row, amount in parts:
        PaymentAllocation.objects.create(
            payment=payment,
            payable=row,
            amount=side * amount,
            on=timezone.localdate(at),
            at=at,
        )
        move(row, side * amount, payment=payment, actor=actor)
        payment.allocated += amount


def move(row: Payable, amount: Decimal, *, payment: Payment, actor: Actor) -> None:
    """This will count money on a payable and on its purchase."""
    row.paid += amount
    held.reckon(row)
    facts = {"payment_id": payment.pk, "payment_no": payment.no, "amount": amount}
    documents.save(row, actor=actor, event="supply.payable.paid", payload=facts)
    if row.purchase_id is not None:
        purchases.note_paid(row.purchase_id, actor=actor, amount=amount, event_no=payment.no)
