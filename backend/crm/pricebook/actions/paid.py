"""Remembering what was paid: rows are added once and never changed."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from backend.crm.pricebook.models import PricePaid


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """One price of one line of a signed paper, for one unit of its currency."""

    party_id: UUID
    product_id: UUID
    line_id: UUID
    kind: str
    price: Decimal
    currency: str
    quantity: Decimal
    on: date
    document: str
    document_id: UUID
    document_no: str = ""
    unit_of_measure: str = "t"
    tier: str = ""
    instrument_code: str = ""


def note_paid(prices: Iterable[Price]) -> int:
    """This will write prices into the ledger; one that is there already is left as it is.

    It returns how many rows were new. A line has one price of a kind, so that saying it twice,
    or at the same time, changes nothing.
    """
    rows = [PricePaid(**asdict(price)) for price in prices]
    if not rows:
        return 0
    known = PricePaid.objects.filter(line_id__in={row.line_id for row in rows})
    before = known.count()
    PricePaid.objects.bulk_create(rows, ignore_conflicts=True)
    return known.count() - before
