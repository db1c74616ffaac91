"""Questions about credit."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import F, QuerySet, Sum

from backend.crm.credit import calc
from backend.crm.credit.models import CreditAccount, CreditEntry

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a customer's credit stands on a day; `room` below zero is over the limit."""

    limit: Decimal
    exposure: Decimal
    room: Decimal


def standing(party_id: UUID, *, on: date) -> Standing:
    """This will give a customer's limit, exposure and room; without an account all are zero."""
    account = CreditAccount.objects.filter(party_id=party_id).first()
    if account is None:
        return Standing(limit=ZERO, exposure=ZERO, room=ZERO)
    limit = calc.usable(account.limit, valid_until=account.valid_until, on=on)
    return Standing(limit=limit, exposure=account.exposure, room=limit - account.exposure)


def used_by(document: str, document_id: UUID) -> Decimal:
    """This will give what a paper still holds of its customer's credit."""
    entries = CreditEntry.objects.filter(document=document, document_id=document_id)
    return entries.aggregate(sum=Sum("amount"))["sum"] or ZERO


def drifted() -> QuerySet[CreditAccount]:
    """This will give the accounts whose exposure is not the sum of their entries (none ever)."""
    rows = CreditAccount.objects.annotate(total=Sum("entries__amount", default=ZERO))
    return rows.exclude(total=F("exposure"))
