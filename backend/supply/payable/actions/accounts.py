"""A supplier's account follows receipts, settlements, processing and payments."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.utils import timezone

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.supply.payable.actions import held
from backend.supply.payable.models import Payment, SupplierEntry
from backend.supply.pricesettlement.flow import State
from backend.supply.pricesettlement.models import PriceSettlement
from backend.supply.purchase.models import Purchase
from backend.supply.receiving.flow import ReceiptState
from backend.supply.receiving.models import GoodsReceipt

Kind = SupplierEntry.Kind
GOODS = (Kind.RECEIPT, Kind.RECEIPT_BACK, Kind.SETTLEMENT)


@documents.verb
def book_receipts(purchase_id: UUID, *, actor: Actor) -> None:
    """This will bring the seller's account in line with a purchase's goods and settlement.

    Goods count at the price they came in at; a settlement adds the difference to the final
    amount, and takes it off again when it is taken back. It may be repeated.
    """
    purchase = held.purchase(purchase_id, actor=actor)
    receipts = GoodsReceipt.objects.filter(purchase=purchase, posted_at__isnull=False)
    for receipt in receipts.prefetch_related("lines").order_by("posted_at", "pk"):
        _book_receipt(purchase, receipt)
    _book_settlement(purchase)


def _book_receipt(purchase: Purchase, receipt: GoodsReceipt) -> None:
    assert receipt.posted_at is not None
    source = Source.of(receipt)
    is_back = receipt.state == ReceiptState.VOID
    for line in receipt.lines.all():
        if line.amount is None:
            continue
        facts: dict[str, Any] = {"purchase": purchase, "source": source, "part": str(line.seq)}
        _add(
            Kind.RECEIPT,
            on=timezone.localdate(receipt.posted_at),
            amount=line.amount,
            weight=line.payable_weight,
            **facts,
        )
        if is_back:
            _add(
                Kind.RECEIPT_BACK,
                on=timezone.localdate(receipt.updated_at),
                amount=-line.amount,
                weight=-(line.payable_weight or Decimal(0)),
                **facts,
            )


def _book_settlement(purchase: Purchase) -> None:
    """The account of a settled purchase ends at its final amount, otherwise at its goods."""
    rows = SupplierEntry.objects.filter(purchase=purchase, kind__in=GOODS)
    booked: Decimal = rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    settlement = _last_settlement(purchase)
    if settlement is None:
        return
    if purchase.amount_final is None:
        settled = rows.filter(kind=Kind.SETTLEMENT).aggregate(sum=Sum("amount"))["sum"]
        difference = -(settled or Decimal(0))
    else:
        difference = purchase.amount_final - booked
    if difference:
        step = rows.filter(kind=Kind.SETTLEMENT).count() + 1
        on = settlement.confirmed_on or settlement.settled_on
        _add(
            Kind.SETTLEMENT,
            purchase=purchase,
            source=Source.of(settlement),
            part=str(step),
            on=on,
            amount=difference,
        )


def _last_settlement(purchase: Purchase) -> PriceSettlement | None:
    rows = PriceSettlement.objects.filter(
        purchase=purchase, state__in=[State.CONFIRMED, State.REVERSED]
    )
    return rows.order_by("-created_at").first()


def _add(
    kind: str,
    *,
    purchase: Purchase,
    source: Source,
    part: str,
    on: date,
    amount: Decimal,
    weight: Decimal | None = None,
) -> None:
    entry = SupplierEntry(
        party_id=purchase.party_id,
        purchase=purchase,
        currency=purchase.currency,
        kind=kind,
        on=on,
        amount=amount,
        weight=weight,
        part=part,
        **_source(source),
    )
    SupplierEntry.objects.bulk_create([entry], ignore_conflicts=True)


def book_processing(
    *, source: Source, party_id: UUID, currency: str, amount: Decimal, on: date
) -> None:
    """This will charge a mill's net fee to its account once; below zero the mill owes us."""
    entry = SupplierEntry(
        party_id=party_id,
        currency=currency,
        kind=Kind.PROCESSING,
        on=on,
        amount=amount,
        **_source(source),
    )
    SupplierEntry.objects.bulk_create([entry], ignore_conflicts=True)


def book_payment(payment: Payment, *, on: date, is_back: bool) -> None:
    """This will take money paid off the account, money that came back onto it."""
    is_out = payment.direction == Payment.Direction.OUT
    kind = Kind.PAYMENT_BACK if is_back else Kind.PAYMENT if is_out else Kind.REFUND
    if payment.method == Payment.Method.OFFSET:
        kind = Kind.OFFSET_BACK if is_back else Kind.OFFSET
    sign = -1 if is_out != is_back else 1
    SupplierEntry.objects.create(
        party_id=payment.party_id,
        purchase=payment.purchase,
        currency=payment.currency,
        kind=kind,
        on=on,
        amount=sign * payment.amount,
        **_source(Source.of(payment)),
    )


def _source(source: Source) -> dict[str, Any]:
    return {"source_code": source.code, "source_id": source.id, "source_no": source.no}
