"""What must always be true of the plan and of receipts."""

from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from backend.core.invariants import invariant
from backend.crm.contract.models import Axis, Contract
from backend.crm.receivable.flow import PlanState
from backend.crm.receivable.models import Allocation, PlanLine, Receipt, Refund

ZERO = Decimal("0.00")
MOST = 100


def _sum_of(rows: QuerySet[Any], key: str, *, field: str = "amount") -> Coalesce:
    grouped = rows.filter(**{key: OuterRef("pk")}).order_by().values(key)
    return Coalesce(Subquery(grouped.annotate(sum=Sum(field)).values("sum")), ZERO)


@invariant("crm.receivable.paid_is_sum_of_allocations")
def paid_is_sum() -> list[str]:
    """This will name the instalments whose paid amount is not what receipts paid."""
    rows = PlanLine.objects.annotate(total=_sum_of(Allocation.objects.all(), "plan_line"))
    wrong = rows.exclude(total=F("paid")).values_list("no", "paid", "total")[:MOST]
    return [f"应收 {no}：已收 {paid}，核销合计 {total}" for no, paid, total in wrong]


@invariant("crm.receivable.refunded_is_sum_of_refunds")
def refunded_is_sum() -> list[str]:
    """This will name the instalments whose refunded amount is not what was paid back."""
    rows = PlanLine.objects.annotate(total=_sum_of(Refund.objects.all(), "plan_line"))
    wrong = rows.exclude(total=F("refunded")).values_list("no", "refunded", "total")[:MOST]
    return [f"应收 {no}：已退 {done}，退款合计 {total}" for no, done, total in wrong]


@invariant("crm.receipt.allocated_is_sum_of_allocations")
def allocated_is_sum() -> list[str]:
    """This will name the receipts whose used amount is not the sum of their allocations."""
    rows = Receipt.objects.annotate(total=_sum_of(Allocation.objects.all(), "receipt"))
    wrong = rows.exclude(total=F("allocated")).values_list("no", "allocated", "total")[:MOST]
    return [f"回款 {no}：已核销 {used}，核销合计 {total}" for no, used, total in wrong]


@invariant("crm.receivable.final_plan_is_final_amount")
def final_plan_ties() -> list[str]:
    """This will name settled contracts whose instalments do not add up to the final amount."""
    live = PlanLine.objects.exclude(state=PlanState.VOID)
    final = Contract.objects.filter(
        amount_final__isnull=False, plan_lines__basis=PlanLine.Basis.ACTUAL
    )
    rows = final.distinct().annotate(total=_sum_of(live, "contract"))
    wrong = rows.exclude(total=F("amount_final")).values_list("no", "amount_final", "total")
    return [f"合同 {no}：结算 {final}，应收合计 {total}" for no, final, total in wrong[:MOST]]


@invariant("crm.receivable.paid_contract_owes_nothing")
def paid_owes_nothing() -> list[str]:
    """This will name contracts that count as paid while an instalment is open or waiting."""
    waiting = Q(plan_lines__state__in=[PlanState.NOT_TRIGGERED, PlanState.ACTIVE])
    rows = Contract.objects.filter(waiting, payment_axis=Axis.COMPLETE).distinct()
    return [
        f"合同 {no}：收款进度为完成，但仍有未收清的应收"
        for no in rows.values_list("no", flat=True)[:MOST]
    ]
