"""Receipts: whose debts incoming money pays, what is late, and what lateness costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from backend.core import money

ZERO = Decimal("0.00")
# Upper ends of the canonical ageing buckets in days overdue; the last bucket is open.
BUCKETS = (0, 30, 60, 90, 180, 365)


class Debt(NamedTuple):
    """An open amount with its number and due day."""

    number: str
    due_on: date
    open: Decimal


class Payment(NamedTuple):
    """How much of a receipt goes to one debt, and what that leaves open."""

    number: str
    amount: Decimal
    left: Decimal


class Allocated(NamedTuple):
    """A receipt shared out, in the order debts were paid; the rest stays on account."""

    payments: tuple[Payment, ...]
    on_account: Decimal


class LateFee(NamedTuple):
    """Days late and the fee for them."""

    days: int
    amount: Decimal


def allocate(receipt: Decimal, *, debts: Iterable[Debt]) -> Allocated:
    """This will pay debts from a receipt, the oldest due first, of one day by number."""
    left = money.cents(receipt)
    if left < 0:
        raise ValueError("a receipt cannot be negative; reverse it instead")
    payments: list[Payment] = []
    for debt in sorted(debts, key=lambda debt: (debt.due_on, debt.number)):
        paid = min(left, debt.open)
        left -= paid
        payments.append(Payment(debt.number, paid, debt.open - paid))
    return Allocated(tuple(payments), left)


def late_fee(amount: Decimal, *, daily_rate: Decimal, due_on: date, paid_on: date) -> LateFee:
    """This will charge a daily ratio for each day after the due day, up to payment."""
    days = max((paid_on - due_on).days, 0)
    return LateFee(days, money.cents(amount * daily_rate * days))


def overdue_days(due_on: date, *, today: date) -> int:
    """This will return how many days a debt is late, 0 while it is not."""
    return max((today - due_on).days, 0)


def bucket(days: int, *, ends: Sequence[int] = BUCKETS) -> int:
    """This will return the position of the ageing bucket for days overdue.

    With the default ends: 0 not due, 1-30, 31-60, 61-90, 91-180, 181-365, beyond.
    """
    return sum(days > end for end in ends)


def ageing(debts: Iterable[Debt], *, today: date, ends: Sequence[int] = BUCKETS) -> list[Decimal]:
    """This will sum open amounts by ageing bucket, one figure more than there are ends."""
    sums = [ZERO] * (len(ends) + 1)
    for debt in debts:
        sums[bucket(overdue_days(debt.due_on, today=today), ends=ends)] += debt.open
    return sums
