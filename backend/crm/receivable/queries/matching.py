"""Which instalments a receipt would pay, and why."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.crm.receivable import calc
from backend.crm.receivable.flow import PlanState
from backend.crm.receivable.models import PlanLine, Receipt
from backend.market.pricing.calc.receipts import Debt


class Suggestion(NamedTuple):
    """One instalment a receipt would pay, how much of it, what stays open, and why."""

    line: PlanLine
    amount: Decimal
    left: Decimal
    because: str


def payable(receipt: Receipt, *, actor: Actor) -> QuerySet[PlanLine]:
    """This will give the open instalments of the payer that the actor may see."""
    if receipt.party_id is None:
        return PlanLine.objects.none()
    return policy.visible(PlanLine, actor).filter(
        party_id=receipt.party_id,
        currency=receipt.currency,
        state=PlanState.ACTIVE,
        open__gt=0,
    )


def suggest(receipt: Receipt, *, lines: Iterable[PlanLine]) -> list[Suggestion]:
    """This will share what is left of a receipt over instalments: named contract, then oldest."""
    by_no = {line.no: line for line in lines}
    debts = [
        (line, Debt(line.no, line.due_on, line.open))
        for line in by_no.values()
        if line.due_on is not None
    ]
    named = [debt for line, debt in debts if line.contract_id == receipt.contract_id]
    others = [debt for line, debt in debts if line.contract_id != receipt.contract_id]
    payments, _left = calc.pay(receipt.amount - receipt.allocated, named=named, others=others)
    return [
        Suggestion(by_no[p.number], p.amount, p.left, _why(receipt, by_no[p.number], p.left))
        for p in payments
    ]


def _why(receipt: Receipt, line: PlanLine, left: Decimal) -> str:
    told = [
        _("回款指定了该合同") if line.contract_id == receipt.contract_id else _("按到期日先后"),
        _("到期日 {day}").format(day=line.due_on),
        _("付清") if left == 0 else _("付后尚欠 {left}").format(left=left),
    ]
    if receipt.party is not None and receipt.payer_name != receipt.party.name:
        told.append(_("注意：付款方“{payer}”与客户名称不一致").format(payer=receipt.payer_name))
    return "；".join(told)
