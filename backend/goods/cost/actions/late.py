"""Value that changes without a movement: reshaped lots and late prices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from backend.core import money
from backend.core.ids import uuid7
from backend.goods.cost import calc
from backend.goods.cost.actions.flowing import origin_of, receive
from backend.goods.cost.actions.pools import (
    ZERO,
    Cause,
    Key,
    Part,
    change,
    entry_of,
    lock_pools,
)
from backend.goods.cost.models import CostLayer, CostPool
from backend.goods.product.models import Costing


def relabel(
    key: Key, *, lots: Sequence[UUID], children: Sequence[tuple[UUID, Decimal]], cause: Cause
) -> None:
    """This will hand what is left of lots' layers to the lots they became, by weight.

    Tonnes and value are shared by largest remainder and keep their age, so a split or a merge
    changes nothing of what the pool is worth. An average pool knows no lots; one costed lot by
    lot gives each child exactly its tonnes, over however many layers.
    """
    pool = lock_pools([key])[key]
    due = [part for _, part in children]
    rows = CostLayer.objects.filter(pool=pool, lot_id__in=lots, remaining__gt=0)
    for layer in rows.order_by("received_at", "id"):
        tonnes = money.allocate(layer.remaining, due, places=3)
        if pool.costing == Costing.SPECIFIC:
            due = [rest - part for rest, part in zip(due, tonnes, strict=True)]
        values = calc.split_cost(layer.remaining_value, weights=tonnes)
        entry_of(pool, cause, None, layer, -layer.remaining, -layer.remaining_value).save()
        change(pool, [(-layer.remaining, -layer.remaining_value)])
        layer.remaining, layer.remaining_value = Decimal("0.000"), ZERO
        layer.save(update_fields=["remaining", "remaining_value"])
        ids = sorted(uuid7() for _child in children)  # twins leave in the order of the children
        for (lot_id, _weight), part, value, layer_id in zip(
            children, tonnes, values, ids, strict=True
        ):
            if part:
                receive(
                    pool,
                    lot_id=lot_id,
                    parts=[Part(part, value, layer.received_at, origin_of(layer))],
                    move_id=None,
                    cause=cause,
                    layer_ids=[layer_id],
                )


def correct(
    *, lot_id: UUID, receipt: Key, received: Decimal, difference: Decimal, cause: Cause
) -> calc.Adjusted:
    """This will post a late price of a lot today: part to stock, the rest to cost of sales.

    Layers whose value came in with the lot, wherever they were moved and whatever lots they
    were split or merged into, bear their share of `difference` (of the whole receipt, excluding
    VAT); without layers the average pool it was received into bears it on at most `received` of
    what it holds.
    """
    rows = CostLayer.objects.filter(_came_with(lot_id), remaining__gt=0)
    pools = lock_pools({*_places(rows), receipt})
    layers = list(rows.order_by("id"))
    pool = pools[receipt]
    if pool.costing == Costing.AVERAGE:
        adjusted = calc.adjust(
            difference, received=received, on_hand=pool.quantity, value=pool.value
        )
        _post(pool, None, adjusted, cause)
        return adjusted
    on_hand = sum((layer.remaining for layer in layers), Decimal("0.000"))
    value = money.total(layer.remaining_value for layer in layers)
    adjusted = calc.adjust(difference, received=received, on_hand=on_hand, value=value)
    by_id = {pool.pk: pool for pool in pools.values()}
    for layer, part in zip(layers, _parts(adjusted.to_stock, layers), strict=True):
        layer.value += part
        layer.remaining_value += part
        layer.save(update_fields=["value", "remaining_value"])
        _post(by_id[layer.pool_id], layer, calc.Adjusted(part, ZERO), cause)
    _post(pool, None, calc.Adjusted(ZERO, adjusted.to_cost_of_sales), cause)
    return adjusted


def lock_all(lots: Iterable[UUID], receipts: Iterable[Key]) -> None:
    """This will lock in one go every pool that corrections of many lots will touch."""
    rows = CostLayer.objects.filter(remaining__gt=0)
    mine = rows.filter(Q(lot_id__in=list(lots)) | Q(origin_id__in=list(lots)))
    lock_pools({*_places(mine), *receipts})


def _came_with(lot_id: UUID) -> Q:
    """Layers of a receipt by their origin; a lot made of others has the layers it was given."""
    by_origin = Q(origin_id=lot_id) | Q(origin_id=None, lot_id=lot_id)
    return by_origin if CostLayer.objects.filter(by_origin).exists() else Q(lot_id=lot_id)


def _places(rows: QuerySet[CostLayer]) -> Iterable[Key]:
    return rows.values_list("pool__product_id", "pool__warehouse_id", "pool__owner_party_id")


def _parts(amount: Decimal, layers: Sequence[CostLayer]) -> list[Decimal]:
    """More value goes by weight; less goes by value, so that no layer falls below nothing."""
    if not amount:
        return [ZERO] * len(layers)
    by_weight = [layer.remaining for layer in layers]
    by_value = [layer.remaining_value for layer in layers]
    return money.allocate(amount, by_weight if amount > 0 else by_value)


def _post(pool: CostPool, layer: CostLayer | None, adjusted: calc.Adjusted, cause: Cause) -> None:
    if not any(adjusted):
        return
    entry = entry_of(pool, cause, None, layer, Decimal("0.000"), adjusted.to_stock)
    entry.to_cost_of_sales = adjusted.to_cost_of_sales
    entry.save(force_insert=True)
    change(pool, [(entry.quantity, entry.value)])
