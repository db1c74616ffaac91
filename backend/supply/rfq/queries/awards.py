"""What an approved award gives to whom."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from backend.supply.rfq.flow import AwardState
from backend.supply.rfq.models import AwardLine


@dataclass(frozen=True, slots=True)
class Awarded:
    """One supplier's share of one line, with the terms it was won at."""

    award_line_id: UUID
    award_id: UUID
    award_no: str
    rfq_id: UUID
    rfq_no: str
    rfq_line_id: UUID
    seq: int
    product_id: UUID
    requisition_line_id: UUID | None
    needed_on: Any
    supplier_id: UUID
    party_id: UUID
    quantity: Decimal
    pricing: str
    price: Decimal
    terms: list[dict[str, str]]
    currency: str
    tax_mode: str
    tax_rate: Decimal
    incoterm: str
    origin: str
    payment_days: int
    purchase_no: str


def awarded(award_id: UUID) -> list[Awarded]:
    """This will list what an approved award gives to whom, by line; empty before approval.

    `pricing` is price, premium or formula; `price` is the unit price or the premium, incl. or
    excl. tax as `tax_mode` says. `product_id` is the substitute where one was offered.
    """
    rows = AwardLine.objects.filter(award_id=award_id, award__state=AwardState.APPROVED)
    rows = rows.select_related("award__rfq", "rfq_line", "quote_line", "supplier")
    return [_row(line) for line in rows.order_by("rfq_line__seq", "rank", "id")]


def _row(line: AwardLine) -> Awarded:
    asked, offered = line.rfq_line, line.quote_line
    return Awarded(
        award_line_id=line.pk,
        award_id=line.award_id,
        award_no=line.award.no,
        rfq_id=line.award.rfq_id,
        rfq_no=line.award.rfq.no,
        rfq_line_id=asked.pk,
        seq=asked.seq,
        product_id=offered.substitute_id or asked.product_id,
        requisition_line_id=asked.requisition_line_id,
        needed_on=asked.needed_on,
        supplier_id=line.supplier_id,
        party_id=line.supplier.party_id,
        quantity=line.quantity,
        pricing=line.pricing,
        price=line.price,
        terms=line.terms,
        currency=line.currency,
        tax_mode=line.tax_mode,
        tax_rate=line.tax_rate,
        incoterm=line.incoterm,
        origin=line.origin,
        payment_days=line.payment_days,
        purchase_no=line.purchase_no,
    )
