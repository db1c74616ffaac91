"""A pool goes over from one method to another; its tonnes stay, its value may change."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from backend.core import money
from backend.core.ids import uuid7
from backend.goods.cost.actions.pools import ZERO, AlreadyUsed, Cause, change, entry_of
from backend.goods.cost.models import CostLayer, CostPool
from backend.goods.cost.queries import Holding
from backend.goods.product.models import Costing


def keeps_value(before: str, after: str) -> bool:
    """This will tell whether a switch takes the value over as it is.

    The mean of all layers is what they are worth together, and lots valued one by one are
    layers already. The other ways the goods that are there are valued at what their own lots cost.
    """
    return after == Costing.AVERAGE or (before, after) == (Costing.SPECIFIC, Costing.FIFO)


def convert(pool: CostPool, *, method: str, holdings: Sequence[Holding], cause: Cause) -> Decimal:
    """This will put a locked pool under another method and return by how much its value changes.

    The difference is an entry of its own, the other way in cost of sales. No past entry changes.
    """
    before, pool.costing = pool.costing, method
    pool.save(update_fields=["costing"])
    if (before, method) == (Costing.SPECIFIC, Costing.FIFO):
        return ZERO
    CostLayer.objects.filter(pool=pool, is_retired=False).update(
        is_retired=True, remaining=Decimal("0.000"), remaining_value=ZERO
    )
    if keeps_value(before, method):
        return ZERO
    if sum((row.quantity for row in holdings), Decimal("0.000")) != pool.quantity:
        raise AlreadyUsed
    ids = sorted(uuid7() for _row in holdings)  # of one age they leave in the order they are told
    CostLayer.objects.bulk_create(
        CostLayer(
            id=layer_id,
            pool=pool,
            lot_id=row.lot_id,
            origin_id=row.origin_id,
            received_at=row.received_at,
            quantity=row.quantity,
            value=row.value,
            remaining=row.quantity,
            remaining_value=row.value,
        )
        for layer_id, row in zip(ids, holdings, strict=True)
    )
    difference = money.total(row.value for row in holdings) - pool.value
    if difference:
        entry = entry_of(pool, cause, None, None, Decimal("0.000"), difference)
        entry.to_cost_of_sales = -difference
        entry.save(force_insert=True)
        change(pool, [(entry.quantity, entry.value)])
    return difference
