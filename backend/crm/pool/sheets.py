"""Places in a pool that the house gave to customers of an import go when it is taken back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from backend.core.spreadsheet import undoing
from backend.crm.pool.models import PoolEntry


def about(ids: Sequence[UUID]) -> QuerySet[Any]:
    """This will give the places of these customers."""
    return PoolEntry.objects.filter(customer_id__in=list(ids))


undoing.follows("crm.pool_entry", about)
