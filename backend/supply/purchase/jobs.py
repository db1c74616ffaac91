"""What must always be true of purchases."""

from django.db.models import F, Q, Sum

from backend.core.invariants import invariant
from backend.crm.contract import calc
from backend.supply.purchase import queries
from backend.supply.purchase.flow import OWED
from backend.supply.purchase.models import Purchase, PurchaseLine

MOST = 100


@invariant("supply.purchase.head_is_sum_of_lines")
def head_is_sum() -> list[str]:
    """This will name purchases whose amounts are not the sums of their lines."""
    rows = Purchase.objects.annotate(
        estimated=Sum("lines__amount_estimated"),
        invoiced=Sum("lines__amount_invoiced"),
        final=Sum("lines__amount_final"),
    ).exclude(estimated=None)
    wrong = rows.exclude(
        Q(estimated=F("amount_estimated"), invoiced=F("amount_invoiced"))
        & (Q(amount_final=None, final=None) | Q(amount_final=F("final")))
    )
    return [f"采购 {no} 的金额与明细合计不符" for no in wrong.values_list("no", flat=True)[:MOST]]


@invariant("supply.purchase.nothing_beyond_the_band")
def inside_band() -> list[str]:
    """This will name lines with more tonnes priced or received than their upper band."""
    most = F("quantity") * (1 + F("tolerance_more"))
    wrong = PurchaseLine.objects.filter(Q(quantity_priced__gt=most) | Q(quantity_received__gt=most))
    return [
        f"采购 {no} 第 {seq} 行超出上限"
        for no, seq in wrong.values_list("purchase__no", "seq")[:MOST]
    ]


@invariant("supply.purchase.axes_follow_the_lines")
def axes_follow() -> list[str]:
    """This will name live purchases whose axes are not what their lines say."""
    faults: list[str] = []
    live = Purchase.objects.filter(state__in=OWED)
    for purchase in live.prefetch_related("lines").iterator(chunk_size=500):
        lines = [queries.counters(line) for line in purchase.lines.all()]
        expected = (
            calc.overall([calc.delivery(line) for line in lines]),
            calc.overall([calc.pricing(line) for line in lines]),
            calc.overall([calc.invoicing(line) for line in lines]),
            queries.payment(purchase),
        )
        kept = (
            purchase.receipt_axis,
            purchase.pricing_axis,
            purchase.invoice_axis,
            purchase.payment_axis,
        )
        if expected != kept:
            faults.append(f"采购 {purchase.no} 的进度与明细不符")
    return faults[:MOST]
