"""A mill's account: what lay there, came, went, was used and lost, month by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.errors import Malformed
from backend.core.party.models import Party
from backend.goods.warehouse.models import Warehouse
from backend.supply.processing import calc
from backend.supply.processing.models import (
    LossRecord,
    MaterialEntry,
    ProcessingReceipt,
    ProcessOrder,
)

ZERO = Decimal("0.000")
MOST_DAYS = 1_098
Kind = MaterialEntry.Kind
Key = tuple[UUID, UUID]
"""The place where the metal is worked, and whose metal it is."""
COLUMN: dict[str, str] = {
    Kind.ISSUE: "issued",
    Kind.RETURN: "returned",
    Kind.CONSUME: "consumed",
    Kind.RESTORE: "consumed",
}
"""Where a movement counts; metal swapped for as much metal leaves the tonnes as they are."""


@dataclass
class MillMonth:
    """One month of one owner's metal at one place, in tonnes; fees with tax."""

    month: date
    warehouse_id: UUID
    owner_party_id: UUID
    warehouse_name: str = ""
    owner_name: str = ""
    opening: Decimal = ZERO
    issued: Decimal = ZERO
    returned: Decimal = ZERO
    consumed: Decimal = ZERO
    outputs: Decimal = ZERO
    byproducts: Decimal = ZERO
    loss: Decimal = ZERO
    fee: Decimal = money.ZERO

    @property
    def closing(self) -> Decimal:
        """What lies there at the end of the month."""
        return self.opening + self.issued - self.returned - self.consumed

    @property
    def yield_percent(self) -> Decimal | None:
        """Output of what was used this month."""
        return calc.yield_percent(self.outputs, self.consumed)


def mill_account(
    actor: Actor, *, since: date, until: date, processor_id: UUID | None
) -> list[MillMonth]:
    """This will draw up the accounts of mills over whole months, as far as the actor may see.

    Every month from the first to the last is there for a place and owner with metal in it.
    """
    since = since.replace(day=1)
    if not 0 <= (until - since).days <= MOST_DAYS:
        raise Malformed(errors={"until": _("截止日期须在开始日期之后，且不超过三年")})
    orders = policy.visible(ProcessOrder, actor)
    if processor_id is not None:
        orders = orders.filter(processor_id=processor_id)
    found = _movements(orders, since, until)
    _papers(orders, found, since, until)
    rows = list(_filled(found, _before(orders, since), since, until))
    _name(rows)
    return rows


Months = dict[tuple[Key, date], MillMonth]


def _at(found: Months, row: Any) -> MillMonth:
    key, month = (row["place"], row["owner"]), row["month"].date()
    if (key, month) not in found:
        found[key, month] = MillMonth(month, *key)
    return found[key, month]


def _months(rows: QuerySet[Any], since: date, until: date, **more: Any) -> Iterator[dict[str, Any]]:
    within = rows.filter(at__date__range=(since, until)).annotate(
        month=TruncMonth("at"), place=F("order__warehouse"), owner=F("order__owner_party"), **more
    )
    yield from within.values("month", "place", "owner", *more).order_by("month", "place", "owner")


def _movements(orders: QuerySet[ProcessOrder], since: date, until: date) -> Months:
    found: Months = {}
    rows = MaterialEntry.objects.filter(order__in=orders, kind__in=COLUMN)
    within = rows.filter(at__date__range=(since, until)).annotate(
        month=TruncMonth("at"), place=F("order__warehouse"), owner=F("order__owner_party")
    )
    sums = within.values("month", "place", "owner", "kind").annotate(whole=Sum("weight"))
    for row in sums.order_by("month", "place", "owner", "kind"):
        name, sign = COLUMN[row["kind"]], 1 if row["kind"] == Kind.ISSUE else -1
        month = _at(found, row)
        setattr(month, name, getattr(month, name) + sign * row["whole"])
    return found


def _papers(orders: QuerySet[ProcessOrder], found: Months, since: date, until: date) -> None:
    receipts = ProcessingReceipt.objects.filter(order__in=orders)
    for row in _months(
        receipts, since, until, share=F("order__bom__metal_share"), tonnes=F("accepted"),
        scrap=F("byproducts"), owed=F("fee"),
    ):  # fmt: skip
        month = _at(found, row)
        month.outputs += calc.metal_in(row["tonnes"], metal_share=row["share"])
        month.byproducts += row["scrap"]
        month.fee += row["owed"]
    losses = LossRecord.objects.filter(order__in=orders)
    for row in _months(losses, since, until, tonnes=F("weight")):
        _at(found, row).loss += row["tonnes"]


def _before(orders: QuerySet[ProcessOrder], since: date) -> dict[Key, Decimal]:
    rows = MaterialEntry.objects.filter(order__in=orders, at__date__lt=since)
    sums = rows.values(place=F("order__warehouse"), owner=F("order__owner_party"))
    found = sums.annotate(whole=Sum("weight")).order_by("place", "owner")
    return {(row["place"], row["owner"]): row["whole"] for row in found}


def _filled(
    found: Months, before: dict[Key, Decimal], since: date, until: date
) -> Iterator[MillMonth]:
    """Carry what lies there from month to month; a month with nothing in it is left out."""
    balance = defaultdict(lambda: ZERO, before)
    for key in sorted({key for key, _month in found} | before.keys(), key=str):
        for month in _every(since, until):
            row = found.get((key, month)) or MillMonth(month, *key)
            row.opening = balance[key]
            balance[key] = row.closing
            if (key, month) in found or row.opening:
                yield row


def _every(since: date, until: date) -> Iterator[date]:
    month = since
    while month <= until:
        yield month
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _name(rows: list[MillMonth]) -> None:
    places = dict(
        Warehouse.objects.filter(pk__in={r.warehouse_id for r in rows}).values_list("pk", "name")
    )
    owners = dict(
        Party.objects.filter(pk__in={r.owner_party_id for r in rows}).values_list("pk", "name")
    )
    for row in rows:
        row.warehouse_name, row.owner_name = places[row.warehouse_id], owners[row.owner_party_id]
    rows.sort(key=lambda row: (row.warehouse_name, row.owner_name, row.month))
