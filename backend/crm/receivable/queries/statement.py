"""The statement of account 对账单: what a customer owed, what moved, what is owed now."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.core.party.models import Party
from backend.crm.receivable.flow import PlanState, ReceiptState
from backend.crm.receivable.models import PlanLine, Receipt, Refund

MOST = 2_000  # a printed table beyond this takes more than seconds


class TooManyMovements(Refusal):
    """The period holds more movements than one statement can show."""

    sentence = _("该期间共有 {count} 笔往来，超过 {most} 笔，请缩短期间。")


class Movement(NamedTuple):
    """One row: what became due or was paid back (debit), what came in (credit)."""

    on: date
    kind: str
    no: str
    contract_no: str
    due_on: date | None
    note: str
    debit: Decimal
    credit: Decimal


class Entry(NamedTuple):
    """A movement and what the customer owes after it; below zero the customer is ahead."""

    movement: Movement
    balance: Decimal


class Account(NamedTuple):
    """A party's account over a period, both ends included; opening + debits - credits = closing."""

    party: Party
    since: date
    until: date
    currency: str
    opening: Decimal
    entries: list[Entry]
    debits: Decimal
    credits: Decimal
    closing: Decimal


def account(party_id: UUID, *, actor: Actor, since: date, until: date, currency: str) -> Account:
    """This will draw up a party's account for a period, from the papers the actor may see.

    An instalment counts from the day that triggered it, at its present amount; a receipt from
    the day it came in until the day the bank took it back. Raises TooManyMovements.
    """
    policy.require(actor, "crm.view_receivable")
    policy.require(actor, "crm.view_receipt")
    if since > until:
        raise Malformed(errors={"until": _("结束日期不能早于开始日期")})
    party = documents.get(Party, party_id, actor=actor)
    book = _Book(party_id, actor, currency)
    count = book.count(since, until)
    if count > MOST:
        raise TooManyMovements(count=count, most=MOST)
    opening = book.balance_before(since)
    found = sorted(book.movements(since, until), key=lambda m: (m.on, m.kind, m.no))
    entries, balance = [], opening
    for movement in found:
        balance += movement.debit - movement.credit
        entries.append(Entry(movement, balance))
    debits = money.total(m.debit for m in found)
    credits = money.total(m.credit for m in found)
    return Account(
        party, since, until, currency, opening, entries, debits, credits, money.cents(balance)
    )


class _Book:
    """The four kinds of rows that move an account."""

    def __init__(self, party_id: UUID, actor: Actor, currency: str) -> None:
        mine = {"party_id": party_id, "currency": currency}
        lines = policy.visible(PlanLine, actor).filter(**mine)
        self.lines = lines.exclude(state__in=[PlanState.VOID, PlanState.NOT_TRIGGERED])
        self.receipts = policy.visible(Receipt, actor).filter(
            ~Q(state=ReceiptState.SUSPENSE), **mine
        )
        self.refunds = Refund.objects.filter(plan_line__in=lines)

    def balance_before(self, day: date) -> Decimal:
        """What was owed when the day began."""
        return money.cents(
            _sum(self.lines.filter(triggered_on__lt=day))
            - _sum(self.receipts.filter(received_on__lt=day))
            + _sum(self.receipts.filter(reversed_on__lt=day))
            + _sum(self.refunds.filter(on__lt=day))
        )

    def _within(self, since: date, until: date) -> tuple[QuerySet, ...]:  # type: ignore[type-arg]
        days = (since, until)
        return (
            self.lines.filter(triggered_on__range=days),
            self.receipts.filter(received_on__range=days),
            self.receipts.filter(reversed_on__range=days),
            self.refunds.filter(on__range=days),
        )

    def count(self, since: date, until: date) -> int:
        """How many movements there are."""
        return sum(rows.count() for rows in self._within(since, until))

    def movements(self, since: date, until: date) -> Iterator[Movement]:
        """Every movement of the period, in no order."""
        lines, came, went, refunds = self._within(since, until)
        for line in lines.select_related("contract"):
            yield _of_line(line)
        for receipt in came.select_related("contract"):
            yield _of_receipt(receipt, receipt.received_on, "receipt", credit=receipt.amount)
        for receipt in went.select_related("contract"):
            yield _of_receipt(receipt, receipt.reversed_on, "reversal", debit=receipt.amount)
        for refund in refunds.select_related("plan_line__contract"):
            yield _of_refund(refund)


def _sum(rows: QuerySet) -> Decimal:  # type: ignore[type-arg]
    found: Decimal | None = rows.aggregate(sum=Sum("amount"))["sum"]
    return found or money.ZERO


def _of_line(line: PlanLine) -> Movement:
    assert line.triggered_on is not None
    kind = "instalment" if line.amount >= 0 else "refund_due"
    return Movement(
        on=line.triggered_on,
        kind=kind,
        no=line.no,
        contract_no=line.contract.no,
        due_on=line.due_on,
        note="",
        debit=max(line.amount, money.ZERO),
        credit=max(-line.amount, money.ZERO),
    )


def _of_receipt(
    receipt: Receipt,
    on: date,
    kind: str,
    *,
    debit: Decimal = money.ZERO,
    credit: Decimal = money.ZERO,
) -> Movement:
    contract_no = receipt.contract.no if receipt.contract else ""
    note = receipt.bank_reference
    return Movement(on, kind, receipt.no, contract_no, None, note, debit, credit)


def _of_refund(refund: Refund) -> Movement:
    line = refund.plan_line
    kind = "refund" if refund.amount > 0 else "refund_undone"
    return Movement(
        on=refund.on,
        kind=kind,
        no=line.no,
        contract_no=line.contract.no,
        due_on=None,
        note=refund.bank_reference,
        debit=max(refund.amount, money.ZERO),
        credit=max(-refund.amount, money.ZERO),
    )
