"""What was paid before: to this customer, lowest in a year, on average by its tier."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Avg, F, Min, Q, Window
from django.db.models.functions import RowNumber

from backend.core import money
from backend.crm.customer.models import Customer
from backend.crm.pricebook.models import PricePaid


class Paid(NamedTuple):
    """One price that was paid, and on which paper."""

    price: Decimal
    on: date
    quantity: Decimal
    document: str
    document_id: UUID
    document_no: str


class History(NamedTuple):
    """The last price to this customer, its lowest in 12 months, the average of its tier."""

    last: Paid | None
    low_12m: Decimal | None
    tier_average: Decimal | None


NOTHING = History(None, None, None)


def history(
    party_id: UUID | None,
    product_id: UUID,
    *,
    on: date,
    currency: str,
    tier: str,
    kind: str = PricePaid.Kind.FIXED.value,
) -> History:
    """This will tell what was paid for a product up to a day; kinds are never mixed."""
    found = histories(party_id, [product_id], on=on, currency=currency, tier=tier)
    return found.get((product_id, kind), NOTHING)


def histories(
    party_id: UUID | None, product_ids: Iterable[UUID], *, on: date, currency: str, tier: str
) -> dict[tuple[UUID, str], History]:
    """This will tell it for many products, by product and kind of price, in two questions."""
    rows = PricePaid.objects.filter(product_id__in=set(product_ids), currency=currency, on__lte=on)
    year = Q(on__gt=_a_year_before(on))
    mine, theirs = Q(party_id=party_id), Q(tier=tier) & ~Q(tier="")
    figures = (
        rows.filter(mine | theirs)
        .values("product_id", "kind")
        .annotate(low=Min("price", filter=mine & year), average=Avg("price", filter=theirs & year))
        .order_by()
    )
    last = {(row.product_id, row.kind): _paid(row) for row in _newest(rows.filter(mine))}
    found = {}
    for row in figures:
        key = (row["product_id"], row["kind"])
        average = row["average"]
        found[key] = History(
            last.get(key), row["low"], None if average is None else money.price(average)
        )
    return found


def tier_of(party_id: UUID | None) -> str:
    """This will give a customer's price tier, empty when it has none."""
    if party_id is None:
        return ""
    from_customer = Customer.objects.filter(party_id=party_id).values_list("price_tier", flat=True)
    return from_customer.first() or ""


def _newest(rows: Any) -> Any:
    place = Window(
        RowNumber(),
        partition_by=[F("product_id"), F("kind")],
        order_by=[F("on").desc(), F("id").desc()],
    )
    return rows.annotate(place=place).filter(place=1)


def _paid(row: PricePaid) -> Paid:
    return Paid(row.price, row.on, row.quantity, row.document, row.document_id, row.document_no)


def _a_year_before(on: date) -> date:
    """The same day of the year before; 29 February looks back to 28 February."""
    day = 28 if (on.month, on.day) == (2, 29) else on.day
    return on.replace(year=on.year - 1, day=day)
