"""What must always be true of payables, payments and the plans of purchases."""

from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Abs, Coalesce

from backend.core.invariants import invariant
from backend.supply.payable.flow import PayableState
from backend.supply.payable.models import Payable, Payment, PaymentAllocation, SupplierEntry
from backend.supply.purchase.flow import State
from backend.supply.purchase.models import Purchase

ZERO = Decimal("0.00")
MOST = 100


def _sum_of(rows: QuerySet[Any], key: str, *, field: str = "amount") -> Coalesce:
    grouped = rows.filter(**{key: OuterRef("pk")}).order_by().values(key)
    return Coalesce(Subquery(grouped.annotate(sum=Sum(field)).values("sum")), ZERO)


@invariant("supply.payable.paid_is_sum_of_allocations")
def paid_is_sum() -> list[str]:
    """This will name the payables whose paid amount is not what payments paid."""
    rows = Payable.objects.annotate(total=_sum_of(PaymentAllocation.objects.all(), "payable"))
    wrong = rows.exclude(total=F("paid")).values_list("no", "paid", "total")[:MOST]
    return [f"应付 {no}：已付 {paid}，核销合计 {total}" for no, paid, total in wrong]


@invariant("supply.payment.allocated_is_sum_of_allocations")
def allocated_is_sum() -> list[str]:
    """This will name the payments whose used amount is not the sum of their allocations."""
    rows = Payment.objects.annotate(total=_sum_of(PaymentAllocation.objects.all(), "payment"))
    wrong = rows.annotate(used=Abs("total")).exclude(used=F("allocated"))
    found = wrong.values_list("no", "allocated", "total")[:MOST]
    return [f"付款 {no}：已核销 {used}，核销合计 {total}" for no, used, total in found]


@invariant("supply.payable.plan_is_amount_of_purchase")
def plan_ties() -> list[str]:
    """This will name purchases whose payables do not add up to what they cost."""
    live = Payable.objects.exclude(state=PayableState.VOID)
    rows = Purchase.objects.filter(payables__isnull=False).exclude(state=State.CANCELLED).distinct()
    rows = rows.annotate(
        planned=_sum_of(live, "purchase"), cost=Coalesce("amount_final", "amount_estimated")
    )
    wrong = rows.exclude(planned=F("cost")).values_list("no", "cost", "planned")[:MOST]
    return [f"采购 {no}：金额 {cost}，应付合计 {planned}" for no, cost, planned in wrong]


@invariant("supply.payable.purchase_counts_what_was_paid")
def purchase_paid_ties() -> list[str]:
    """This will name purchases that count other money as paid than their payables do."""
    rows = Purchase.objects.annotate(total=_sum_of(Payable.objects.all(), "purchase", field="paid"))
    wrong = rows.exclude(total=F("amount_paid")).values_list("no", "amount_paid", "total")[:MOST]
    return [f"采购 {no}：已付 {paid}，应付已付合计 {total}" for no, paid, total in wrong]


@invariant("supply.payable.account_of_settled_purchase_is_final_amount")
def account_ties() -> list[str]:
    """This will name settled purchases whose goods were charged at another sum than agreed."""
    goods = SupplierEntry.objects.filter(kind__in=["receipt", "receipt_back", "settlement"])
    rows = Purchase.objects.filter(amount_final__isnull=False, payables__isnull=False).distinct()
    rows = rows.annotate(total=_sum_of(goods, "purchase"))
    wrong = rows.exclude(total=F("amount_final")).values_list("no", "amount_final", "total")[:MOST]
    return [f"采购 {no}：结算 {final}，往来合计 {total}" for no, final, total in wrong]
