"""Work orders are part of a machine's history."""

from collections.abc import Iterable
from uuid import UUID

from backend.service.asset import queries as assets
from backend.service.workorder.models import WorkOrder


@assets.tells("service.work_order")
def orders_of(asset_id: UUID) -> Iterable[UUID]:
    """This will name the orders that were about a machine."""
    return WorkOrder.objects.filter(asset_id=asset_id).values_list("pk", flat=True)
