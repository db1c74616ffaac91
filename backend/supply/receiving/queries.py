"""Questions about what came in."""

from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from backend.supply.receiving.flow import ReceiptState
from backend.supply.receiving.models import (
    GoodsReceiptLine,
)

ZERO = Decimal(0)


def posted(*, purchase_id: UUID) -> list[GoodsReceiptLine]:
    """This will give the lines of a purchase whose goods are in stock, oldest first."""
    rows = GoodsReceiptLine.objects.filter(
        receipt__purchase_id=purchase_id, receipt__state=ReceiptState.POSTED, lot__isnull=False
    )
    return list(rows.select_related("receipt", "lot").order_by("receipt__posted_at", "id"))


def accepted_weight(line_id: UUID) -> Decimal:
    """This will sum what is to be paid for of a purchase line, in tonnes, over posted receipts."""
    rows = GoodsReceiptLine.objects.filter(
        purchase_line_id=line_id, receipt__state=ReceiptState.POSTED, lot__isnull=False
    )
    return rows.aggregate(sum=Sum("payable_weight"))["sum"] or ZERO
