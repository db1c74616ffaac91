"""How much a contract has brought in, and whether that is enough to let goods leave."""

from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Q, Sum

from backend.core import money
from backend.crm.contract import queries as contracts
from backend.crm.contract.models import Axis, Contract
from backend.crm.receivable.flow import OPEN, PlanState
from backend.crm.receivable.models import PlanLine, Receipt

BEFORE_GOODS = contracts.BEFORE_GOODS


class Gate(NamedTuple):
    """What must have come in before goods leave, what did, and the difference."""

    required: Decimal
    received: Decimal
    missing: Decimal

    @property
    def is_open(self) -> bool:
        """Whether goods may leave as far as money goes."""
        return self.missing == 0


def received(contract_id: UUID) -> Decimal:
    """This will sum a contract's money: used on its instalments, less refunds, plus on account.

    Money on account counts when its receipt names the contract and was not reversed.
    """
    used = PlanLine.objects.filter(contract_id=contract_id).aggregate(
        sum=Sum(F("paid") - F("refunded"))
    )["sum"]
    waiting = Receipt.objects.filter(contract_id=contract_id, state__in=OPEN).aggregate(
        sum=Sum(F("amount") - F("allocated"))
    )["sum"]
    return money.total([used or money.ZERO, waiting or money.ZERO])


def money_gate(contract_id: UUID) -> Gate:
    """This will compare what must be paid before goods leave with what came in (rulebook g.3).

    Instalments due at signing and before release must be covered by the contract's money. A
    contract whose plan is not open yet is held to its terms all the same.
    """
    lines = PlanLine.objects.filter(contract_id=contract_id)
    if lines.exists():
        must = lines.filter(~Q(state=PlanState.VOID), term__trigger__in=BEFORE_GOODS)
        required = money.total([must.aggregate(sum=Sum("amount"))["sum"] or money.ZERO])
    else:
        required = _by_terms(Contract.objects.get(pk=contract_id))
    came = received(contract_id)
    return Gate(required, came, max(required - came, money.ZERO))


def _by_terms(contract: Contract) -> Decimal:
    shares = contracts.shares(contract)
    return money.total(s.amount for s in shares if s.term.trigger in BEFORE_GOODS)


def payment_axis(contract_id: UUID) -> Axis:
    """This will tell how far a contract is paid: complete when no instalment is open or waiting."""
    rows = PlanLine.objects.filter(~Q(state=PlanState.VOID), contract_id=contract_id)
    found = list(rows.values_list("state", "paid"))
    if found and all(state == PlanState.SETTLED for state, _ in found):
        return Axis.COMPLETE
    return Axis.PARTIAL if any(paid for _, paid in found) else Axis.NONE
