"""Value that comes in, goes out and comes back."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from backend.goods.cost import calc
from backend.goods.cost.actions.pools import (
    ZERO,
    AlreadyUsed,
    Cause,
    Part,
    change,
    entry_of,
)
from backend.goods.cost.models import CostEntry, CostLayer, CostPool
from backend.goods.product.models import Costing

FIRST = 64


def receive(
    pool: CostPool,
    *,
    lot_id: UUID,
    parts: Sequence[Part],
    move_id: UUID | None,
    cause: Cause,
    layer_ids: Sequence[UUID] = (),
) -> None:
    """This will put goods with their value into a locked pool, one layer for each part.

    Layers of one age leave in the order of their ids: parts in theirs, unless ids are named.
    """
    layers = [
        CostLayer(
            pool=pool,
            lot_id=lot_id,
            origin_id=part.origin_id or lot_id,
            received_at=part.received_at,
            quantity=part.quantity,
            value=part.value,
            remaining=part.quantity,
            remaining_value=part.value,
        )
        for part in parts
    ]
    ids = layer_ids or sorted(layer.id for layer in layers)
    for layer, layer_id in zip(layers, ids, strict=True):
        layer.id = layer_id
    is_layered = pool.costing != Costing.AVERAGE
    if is_layered:
        CostLayer.objects.bulk_create(layers)
    CostEntry.objects.bulk_create(
        entry_of(pool, cause, move_id, layer if is_layered else None, layer.quantity, layer.value)
        for layer in layers
    )
    change(pool, [(layer.quantity, layer.value) for layer in layers])


def issue(
    pool: CostPool,
    *,
    takes: Sequence[tuple[UUID, Decimal]],
    cause: Cause,
    lots: Sequence[UUID] = (),
) -> list[list[Part]]:
    """This will take goods out of a locked pool and return, for each (move, tonnes), its parts.

    A pool costed lot by lot asks whose tonnes they are: one of `lots` for each of `takes`.
    """
    if pool.costing == Costing.AVERAGE:
        return _issue_average(pool, takes, cause)
    if pool.costing != Costing.SPECIFIC:
        return _issue_layers(pool, takes, cause)
    found: list[list[Part]] = []
    for take, lot_id in zip(takes, lots, strict=True):
        found += _issue_layers(pool, [take], cause, Q(lot_id=lot_id))
    return found


def _issue_layers(
    pool: CostPool, takes: Sequence[tuple[UUID, Decimal]], cause: Cause, whose: Q | None = None
) -> list[list[Part]]:
    wanted = sum((tonnes for _, tonnes in takes), Decimal(0))
    rows = CostLayer.objects.filter(whose or Q(), pool=pool, remaining__gt=0)
    layers = {str(layer.pk): layer for layer in _open_layers(rows, wanted)}
    store = [calc.Layer(k, row.remaining, row.remaining_value) for k, row in layers.items()]
    results: list[list[Part]] = []
    entries: list[CostEntry] = []
    touched: dict[str, CostLayer] = {}
    for move_id, tonnes in takes:
        consumed = calc.consume(store, quantity=tonnes)
        store = list(consumed.left)
        parts = []
        for taken in consumed.taken:
            layer = touched[taken.key] = layers[taken.key]
            layer.remaining -= taken.quantity
            layer.remaining_value -= taken.value
            parts.append(Part(taken.quantity, taken.value, layer.received_at, origin_of(layer)))
            entries.append(entry_of(pool, cause, move_id, layer, -taken.quantity, -taken.value))
        results.append(parts)
    CostLayer.objects.bulk_update(touched.values(), ["remaining", "remaining_value"])
    CostEntry.objects.bulk_create(entries)
    change(pool, [(entry.quantity, entry.value) for entry in entries])
    return results


def take_back(move_id: UUID, *, by_move: UUID, cause: Cause) -> Decimal:
    """This will undo the value changes of one movement and return the value that came back.

    Raises AlreadyUsed when a receipt of which some has left would be undone. The caller has
    locked the pools of the movement.
    """
    entries = list(
        CostEntry.objects.filter(move_id=move_id, reversed_by=None)
        .exclude(kind=CostEntry.Kind.PRICE)
        .select_related("layer", "pool", "move__lot")
        .order_by("id")
    )
    pools = {entry.pool_id: entry.pool for entry in entries}
    undone = [
        entry_of(
            pools[old.pool_id],
            cause,
            by_move,
            _restored(pools[old.pool_id], old),
            -old.quantity,
            -old.value,
            reverses=old,
        )
        for old in entries
    ]
    CostEntry.objects.bulk_create(undone)
    for pool in pools.values():
        change(pool, [(e.quantity, e.value) for e in undone if e.pool_id == pool.pk])
    return sum((entry.value for entry in undone), ZERO)


def origin_of(layer: CostLayer) -> UUID:
    """This will name the lot whose receipt a layer's value came in with."""
    return layer.origin_id or layer.lot_id


def _open_layers(rows: QuerySet[CostLayer], wanted: Decimal) -> list[CostLayer]:
    rows = rows.order_by("received_at", "id")
    first = list(rows[:FIRST])
    if len(first) < FIRST or sum(layer.remaining for layer in first) >= wanted:
        return first
    return list(rows)


def _issue_average(
    pool: CostPool, takes: Sequence[tuple[UUID, Decimal]], cause: Cause
) -> list[list[Part]]:
    """The issue is rounded once as a whole and then shared over its movements."""
    weights = [tonnes for _, tonnes in takes]
    whole = sum(weights, Decimal("0.000"))
    issued = calc.issue(calc.Pool(pool.quantity, pool.value), quantity=whole)
    values = calc.split_cost(issued.value, weights=weights)
    CostEntry.objects.bulk_create(
        entry_of(pool, cause, move_id, None, -tonnes, -value)
        for (move_id, tonnes), value in zip(takes, values, strict=True)
    )
    change(pool, [(-whole, -issued.value)])
    return [[Part(tonnes, value, cause.at)] for tonnes, value in zip(weights, values, strict=True)]


def _restored(pool: CostPool, entry: CostEntry) -> CostLayer | None:
    """The layer an entry is taken back into; after a switch of method a new one of the same lot."""
    layer = entry.layer
    is_layered = pool.costing != Costing.AVERAGE
    is_as_before = (layer is None) != is_layered and not (layer and layer.is_retired)
    if is_as_before:
        if layer is not None:
            _restore(layer, entry)
        return layer
    if entry.quantity > 0:
        raise AlreadyUsed
    return _laid_again(pool, entry) if is_layered else None


def _laid_again(pool: CostPool, entry: CostEntry) -> CostLayer:
    assert entry.move is not None  # found by its movement
    lot = entry.move.lot
    layer = entry.layer
    return CostLayer.objects.create(
        pool=pool,
        lot=lot,
        origin_id=lot.pk if layer is None else origin_of(layer),
        received_at=lot.received_at if layer is None else layer.received_at,
        quantity=-entry.quantity,
        value=-entry.value,
        remaining=-entry.quantity,
        remaining_value=-entry.value,
    )


def _restore(layer: CostLayer, entry: CostEntry) -> None:
    is_whole = layer.remaining == layer.quantity and layer.remaining_value == entry.value
    if entry.quantity > 0 and not is_whole:
        raise AlreadyUsed
    layer.remaining -= entry.quantity
    layer.remaining_value -= entry.value
    layer.save(update_fields=["remaining", "remaining_value"])
