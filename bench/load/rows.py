"""Which rows there are, and how the benchmark names them again."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from backend.core.documents import actions as documents
from backend.core.party.models import Party

START = datetime(2024, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 7, 1, tzinfo=UTC)
SELLERS = 20
PRODUCTS = 200
HOT = 20
"""Products everybody signs for, each in one lot."""
SCARCE = 10
"""Products of which only `LEFT` tonnes are there, for the test of overselling."""
LEFT = 20
PLENTY = Decimal(1_000_000)


def key(kind: int, number: int, at: datetime = START) -> UUID:
    """This will make the same UUIDv7 for the same row, in the order of its numbers."""
    stamp = int(at.timestamp() * 1000)
    return UUID(int=(stamp << 80) | (7 << 76) | (2 << 62) | (kind << 48) | number)


def customer_key(index: int) -> UUID:
    """This will give the id of a customer."""
    return key(2, index, born(index))


def party_key(index: int) -> UUID:
    """This will give the id of a customer's company."""
    return key(3, index, born(index))


def born(index: int) -> datetime:
    """This will spread customers over two and a half years."""
    return START + timedelta(seconds=index * 75)


@cache
def seller_id() -> UUID:
    """This will give our own company."""
    return Party.objects.get(is_ours=True).pk


def filed(row: Any) -> Any:
    """This will give a row of the start its times and what the search box finds it by."""
    row.created_at = row.updated_at = START
    documents.index(row)
    return row
