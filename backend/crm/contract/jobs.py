"""What must always be true of contracts."""

from django.db.models import F, Q, Sum

from backend.core.invariants import invariant
from backend.crm.contract import calc, queries
from backend.crm.contract.models import Contract, ContractLine

MOST = 100


@invariant("crm.contract.head_is_sum_of_lines")
def head_is_sum() -> list[str]:
    """This will name contracts whose estimate is not the sum of their lines."""
    rows = Contract.objects.annotate(total=Sum("lines__amount_estimated"))
    wrong = rows.exclude(total=F("amount_estimated")).exclude(total=None)
    return [
        f"合同 {no}：暂估 {amount}，明细合计 {total}"
        for no, amount, total in wrong.values_list("no", "amount_estimated", "total")[:MOST]
    ]


@invariant("crm.contract.nothing_beyond_the_band")
def inside_band() -> list[str]:
    """This will name lines with more tonnes priced or shipped than their upper band."""
    ceiling = F("quantity") * (1 + F("tolerance_more"))
    wrong = ContractLine.objects.filter(
        Q(quantity_priced__gt=ceiling) | Q(quantity_shipped__gt=ceiling)
    )
    return [
        f"合同 {no} 第 {seq} 行超出上限"
        for no, seq in wrong.values_list("contract__no", "seq")[:MOST]
    ]


@invariant("crm.contract.axes_follow_the_lines")
def axes_follow() -> list[str]:
    """This will name live contracts whose axes are not what their lines say."""
    faults: list[str] = []
    live = Contract.objects.filter(state__in=["effective", "amending", "suspended"])
    for contract in live.prefetch_related("lines").iterator(chunk_size=500):
        lines = [queries.counters(line) for line in contract.lines.all()]
        expected = (
            calc.overall([calc.delivery(line) for line in lines]),
            calc.overall([calc.pricing(line) for line in lines]),
            calc.overall([calc.invoicing(line) for line in lines]),
        )
        if expected != (contract.delivery_axis, contract.pricing_axis, contract.invoicing_axis):
            faults.append(f"合同 {contract.no} 的进度与明细不符")
    return faults[:MOST]
