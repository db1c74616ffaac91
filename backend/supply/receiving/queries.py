"""Questions about what came in."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from backend.core.files.models import Attachment
from backend.core.registry import resource_of
from backend.goods.product.models import Product
from backend.supply.receiving.flow import ReceiptState
from backend.supply.receiving.models import (
    GoodsReceipt,
    GoodsReceiptLine,
    Inspection,
    InspectionPlan,
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


def plan_for(product: Product) -> InspectionPlan | None:
    """This will find the inspection plan in force for a product; without one the gate is open."""
    return InspectionPlan.objects.filter(product=product, is_active=True).first()


def open_inspections(receipt: GoodsReceipt) -> QuerySet[Inspection]:
    """This will give the inspections of a receipt that are not decided yet."""
    return Inspection.objects.filter(line__receipt=receipt, state__in=["planned", "measured"])


def has_certificate(inspection: Inspection) -> bool:
    """This will tell whether a certificate is attached to the inspection, receipt or notice."""
    receipt = inspection.line.receipt
    places: Iterable[GoodsReceipt | Inspection | object] = (inspection, receipt, receipt.notice)
    wanted = Q()
    for place in places:
        if place is not None:
            code = resource_of(type(place)).code  # type: ignore[arg-type]
            wanted |= Q(document=code, document_id=place.pk)  # type: ignore[attr-defined]
    return Attachment.objects.filter(wanted, kind=Attachment.Kind.CERTIFICATE).exists()
