"""What could be set against each other, and what must always be true of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.invariants import invariant
from backend.crm.receivable.flow import PlanState, ReceiptState
from backend.crm.receivable.models import PlanLine
from backend.supply.netting.flow import State
from backend.supply.netting.models import ZERO, Netting, NettingLine
from backend.supply.payable.flow import PayableState, PaymentState
from backend.supply.payable.models import Payable

Side = NettingLine.Side
MOST = 200


class Debt(NamedTuple):
    """One open amount; the size of it, whoever owes it."""

    side: str
    row: Payable | PlanLine
    open: Decimal
    due_on: date | None


def open_debts(party_id: UUID, actor: Actor, *, currency: str) -> list[Debt]:
    """This will list what is open between a party and us, as far as the actor may see it.

    Oldest due first, our debts before theirs.
    """
    due = Q(party_id=party_id, currency=currency)
    owed = policy.visible(Payable, actor).filter(due, state=PayableState.ACTIVE)
    claimed = policy.visible(PlanLine, actor).filter(due, state=PlanState.ACTIVE, open__gt=0)
    payables = owed.exclude(open=0).order_by("due_on", "no")[:MOST]
    found = [
        Debt(Side.OURS if row.open > 0 else Side.THEIRS, row, abs(row.open), row.due_on)
        for row in payables
    ]
    lines = claimed.order_by("due_on", "no")[:MOST]
    found += [Debt(Side.THEIRS, row, row.open, row.due_on) for row in lines]
    return sorted(found, key=lambda debt: (debt.side, debt.due_on or date.max, debt.row.no))


@invariant("supply.netting.both_sides_are_even")
def both_sides_are_even() -> list[str]:
    """This will name nettings whose two sides differ from each other or from their amount."""
    faults = []
    for paper in Netting.objects.prefetch_related("lines"):
        sums = dict.fromkeys(Side.values, ZERO)
        for line in paper.lines.all():
            sums[line.side] += line.amount
        if set(sums.values()) != {paper.amount}:
            faults.append(f"抵账 {paper.no}：金额 {paper.amount}，两边合计 {sums}")
    return faults


@invariant("supply.netting.confirmed_is_booked")
def confirmed_is_booked() -> list[str]:
    """This will name confirmed nettings whose money papers were taken back."""
    gone = (
        ~Q(payment__state=PaymentState.PAID)
        | Q(refund__state=PaymentState.VOID)
        | Q(receipt__state=ReceiptState.REVERSED)
    )
    rows = Netting.objects.filter(gone, state=State.CONFIRMED)
    return [f"抵账 {no}：付款、退款或回款已被冲回" for no in rows.values_list("no", flat=True)]
