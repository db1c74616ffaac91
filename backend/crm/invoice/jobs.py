"""What must always be true of invoices."""

from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from backend.core.invariants import invariant
from backend.crm.contract.models import ContractLine
from backend.crm.invoice import queries
from backend.crm.invoice.models import Invoice, InvoiceLine

ZERO = Decimal("0.00")
MOST = 100


@invariant("crm.invoice.sums_are_those_of_its_lines")
def sums_tie() -> list[str]:
    """This will name the invoices whose figures are not the sums of their lines."""
    sums = {
        f"sum_{name}": Coalesce(Sum(f"lines__{name}"), ZERO)
        for name in ("amount", "amount_excl", "tax")
    }
    same = Q(sum_amount=F("amount"), sum_amount_excl=F("amount_excl"), sum_tax=F("tax"))
    wrong: QuerySet[Any, Any] = Invoice.objects.annotate(**sums).exclude(same)
    found = wrong.values_list("no", "amount", "sum_amount")[:MOST]
    return [f"发票 {no}：{amount}，明细合计 {total}" for no, amount, total in found]


@invariant("crm.invoice.contract_line_counts_what_was_issued")
def counted() -> list[str]:
    """This will name the contract lines whose invoiced amount is not what was issued."""
    rows = InvoiceLine.objects.filter(line=OuterRef("pk"), invoice__state__in=queries.BOOKED)
    total = Subquery(rows.order_by().values("line").annotate(sum=Sum("amount")).values("sum"))
    wrong = ContractLine.objects.annotate(total=Coalesce(total, ZERO)).exclude(
        total=F("amount_invoiced")
    )
    found = wrong.values_list("contract__no", "seq", "amount_invoiced", "total")[:MOST]
    return [f"合同 {no} 第 {seq} 行：已开 {done}，发票合计 {sum_}" for no, seq, done, sum_ in found]


@invariant("crm.invoice.red_mirrors_blue")
def mirrored() -> list[str]:
    """This will name red invoices that are not the exact negative of what they take back."""
    red = Invoice.objects.filter(kind=Invoice.Kind.RED)
    same = Q(amount=-F("reverses__amount"), tax=-F("reverses__tax"), reverses__state="red")
    return [
        f"红字发票 {no} 与原票金额不符"
        for no in red.exclude(same).values_list("no", flat=True)[:MOST]
    ]
