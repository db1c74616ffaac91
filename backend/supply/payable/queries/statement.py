"""A supplier's account over a period, read from its movements."""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.errors import Refusal
from backend.supply.payable.flow import GOOD
from backend.supply.payable.models import SupplierEntry, SupplierInvoice

Kind = SupplierEntry.Kind
SUPPLIED = (Kind.RECEIPT, Kind.RECEIPT_BACK, Kind.SETTLEMENT, Kind.PROCESSING)
MOST = 2_000  # a printed table beyond this takes more than seconds
ZERO = Decimal("0.00")


class TooManyEntries(Refusal):
    """The period holds more movements than one statement can show."""

    sentence = _("该期间共有 {count} 笔往来，超过 {most} 笔，请缩短期间。")


class Account(NamedTuple):
    """Opening + supplied - paid = closing; rows carry the balance after each."""

    opening: Decimal
    supplied: Decimal
    paid: Decimal
    closing: Decimal
    invoiced: Decimal
    rows: list[dict[str, Any]]


def account(party_id: UUID, *, since: date, until: date, currency: str) -> Account:
    """This will draw up a supplier's account for a period, both ends included."""
    book = SupplierEntry.objects.filter(party_id=party_id, currency=currency)
    period = book.filter(on__range=(since, until))
    count = period.count()
    if count > MOST:
        raise TooManyEntries(count=count, most=MOST)
    opening = _sum(book.filter(on__lt=since))
    supplied = _sum(period.filter(kind__in=SUPPLIED))
    paid = -_sum(period.exclude(kind__in=SUPPLIED))
    invoices = SupplierInvoice.objects.filter(
        party_id=party_id, currency=currency, state__in=GOOD, invoiced_on__range=(since, until)
    )
    return Account(
        opening, supplied, paid, opening + supplied - paid, _sum(invoices), _rows(period, opening)
    )


def _rows(period: QuerySet[SupplierEntry], opening: Decimal) -> list[dict[str, Any]]:
    rows, balance = [], opening
    for entry in period.select_related("purchase").order_by("on", "id"):
        balance += entry.amount
        rows.append(
            {
                "on": entry.on.isoformat(),
                "kind": entry.kind,
                "no": entry.source_no,
                "purchase_no": entry.purchase.no if entry.purchase is not None else "",
                "weight": None if entry.weight is None else types.plain(entry.weight),
                "amount": types.plain(entry.amount),
                "balance": types.plain(balance),
            }
        )
    return rows


def _sum(rows: QuerySet[Any]) -> Decimal:
    found: Decimal | None = rows.aggregate(sum=Sum("amount"))["sum"]
    return found or ZERO
