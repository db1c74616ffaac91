"""Whether bills and stock agree with what orders say."""

from decimal import Decimal

from django.db.models import Sum

from backend.core.invariants import invariant
from backend.goods.stock.models import StockMove
from backend.service.workorder.models import BillLine, PartUsed, WorkOrder

CODE = "service.work_order"


@invariant("service.work_order.bills_tie")
def bills_tie() -> list[str]:
    """This will name reviewed orders whose bill does not add up to what they say is owed."""
    wrong = []
    sums = dict(BillLine.objects.values_list("order").annotate(sum=Sum("due")).order_by())
    rows = WorkOrder.objects.exclude(amount_due=None).values_list("pk", "no", "amount_due")
    for pk, no, due in rows.iterator():
        if sums.get(pk, Decimal(0)) != due:
            wrong.append(f"{no}: {sums.get(pk)}")
    return wrong[:100]


@invariant("service.work_order.parts_left_stock")
def parts_left() -> list[str]:
    """This will name parts used whose goods did not leave stock by just that much."""
    parts = dict(PartUsed.objects.filter(taken_back_at=None).values_list("pk", "quantity"))
    gone = dict(
        StockMove.objects.filter(source_code=CODE, line_id__in=list(parts))
        .values_list("line_id")
        .annotate(sum=Sum("actual"))
        .order_by()
    )
    return [f"{pk}: {gone.get(pk)}" for pk, quantity in parts.items() if gone.get(pk) != -quantity][
        :100
    ]
