"""What a purchase's plan follows from: its amount, and the days its events happened on."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Max, Q, QuerySet, Sum
from django.utils import timezone

from backend.supply.payable.flow import GOOD, PayableState
from backend.supply.payable.models import Payable, Payment, SupplierInvoice, SupplierInvoiceLine
from backend.supply.pricesettlement.models import PriceSettlement
from backend.supply.purchase.flow import State
from backend.supply.purchase.models import Axis, Purchase, PurchaseTerm
from backend.supply.receiving.flow import ReceiptState
from backend.supply.receiving.models import GoodsReceipt

Trigger = PurchaseTerm.Trigger
ENDED = (State.SHORT_CLOSED, State.CLOSED)
ZERO = Decimal(0)


def total_of(purchase: Purchase) -> Decimal:
    """This will give what a purchase costs as far as is known: its final amount, else estimated."""
    final: Decimal | None = purchase.amount_final
    return purchase.amount_estimated if final is None else final


def good_invoices(purchase_id: UUID) -> QuerySet[SupplierInvoice]:
    """This will give the invoices of a purchase that count."""
    return SupplierInvoice.objects.filter(purchase_id=purchase_id, state__in=GOOD)


def invoiced_weight(line_id: UUID, *, but: UUID) -> Decimal:
    """This will sum the tonnes of a purchase line that other invoices charged already."""
    rows = SupplierInvoiceLine.objects.filter(purchase_line_id=line_id, invoice__state__in=GOOD)
    return rows.exclude(invoice_id=but).aggregate(sum=Sum("quantity"))["sum"] or ZERO


def received_on(purchase: Purchase) -> date | None:
    """This will give the day all goods were in, or the purchase ended with what came."""
    if purchase.receipt_axis != Axis.COMPLETE and purchase.state not in ENDED:
        return None
    rows = GoodsReceipt.objects.filter(purchase=purchase, state=ReceiptState.POSTED)
    last = rows.aggregate(last=Max("posted_at"))["last"]
    return purchase.ended_on if last is None else timezone.localdate(last)


def invoiced_on(purchase: Purchase) -> date | None:
    """This will give the day of the first invoice that ties."""
    rows = good_invoices(purchase.pk).filter(kind=SupplierInvoice.Kind.BLUE)
    first = rows.order_by("invoiced_on").values_list("invoiced_on", flat=True).first()
    return first


def final_on(purchase: Purchase) -> date | None:
    """This will give the day the final amount was agreed."""
    if purchase.amount_final is None:
        return None
    rows = PriceSettlement.objects.filter(purchase=purchase, state="confirmed")
    row = rows.order_by("-settled_on").first()
    return None if row is None else row.confirmed_on or row.settled_on


def signed_on(purchase: Purchase) -> date | None:
    """This will give the day both sides were bound: the supplier's yes, or the first goods."""
    if purchase.acknowledged_on is not None:
        return purchase.acknowledged_on
    first = GoodsReceipt.objects.filter(purchase=purchase, state=ReceiptState.POSTED)
    at = first.order_by("posted_at").values_list("posted_at", flat=True).first()
    return None if at is None else timezone.localdate(at)


DAYS = {
    Trigger.SIGNING: signed_on,
    Trigger.RECEIVED: received_on,
    Trigger.INVOICE: invoiced_on,
    Trigger.FINAL_SETTLEMENT: final_on,
}


def is_triggered(purchase: Purchase, trigger: str) -> date | None:
    """This will give the day a trigger happened on; None while it has not."""
    return DAYS[Trigger(trigger)](purchase)


def open_for(payment: Payment) -> QuerySet[Payable]:
    """This will give what a payment may be used on: what is owed, or what is to come back."""
    rows = Payable.objects.filter(
        party_id=payment.party_id, currency=payment.currency, state=PayableState.ACTIVE
    )
    if payment.direction == Payment.Direction.BACK:
        return rows.filter(open__lt=0)
    return rows.filter(Q(open__gt=0))
