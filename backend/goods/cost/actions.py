"""Changes of value that follow the movements of stock; called by the stock ledger only.

A pool is locked before it is read, so layers and totals change under one lock. Value is carried
exactly: the last tonne out takes what is left, a return brings back what it left with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.documents.source import Source
from backend.core.errors import Refusal
from backend.goods.cost import calc
from backend.goods.cost.models import CostEntry, CostLayer, CostPool
from backend.goods.product.models import Costing, Product
from backend.goods.warehouse.models import Warehouse

FIRST = 64
ZERO = Decimal("0.00")
Key = tuple[UUID, UUID, UUID]


class AlreadyUsed(Refusal):
    """A receipt is taken back of which some has left."""

    sentence = _("这批货已有部分出库或计价，不能冲回入库，请改用盘点调整。")


class Cause(NamedTuple):
    """When and for which paper the value changes."""

    at: datetime
    source: Source
    line_id: UUID | None
    kind: str


class Part(NamedTuple):
    """Tonnes with their value and the age they keep."""

    quantity: Decimal
    value: Decimal
    received_at: datetime


def lock_pools(keys: Iterable[Key]) -> dict[Key, CostPool]:
    """This will lock the pools of (product, warehouse, owner), making those that are new."""
    wanted = set(keys)
    if not wanted:
        return {}
    found = _pools(wanted)
    missing = wanted - set(found)
    if missing:
        _open_pools(missing)
        found = _pools(wanted)
    return found


def receive(
    pool: CostPool,
    *,
    lot_id: UUID,
    parts: Sequence[Part],
    move_id: UUID | None,
    cause: Cause,
) -> None:
    """This will put goods with their value into a locked pool, one layer for each part."""
    layers = [
        CostLayer(
            pool=pool,
            lot_id=lot_id,
            received_at=part.received_at,
            quantity=part.quantity,
            value=part.value,
            remaining=part.quantity,
            remaining_value=part.value,
        )
        for part in parts
    ]
    is_layered = pool.costing == Costing.FIFO
    if is_layered:
        CostLayer.objects.bulk_create(layers)
    CostEntry.objects.bulk_create(
        _entry(pool, cause, move_id, layer if is_layered else None, layer.quantity, layer.value)
        for layer in layers
    )
    _change(pool, [(layer.quantity, layer.value) for layer in layers])


def issue(
    pool: CostPool, *, takes: Sequence[tuple[UUID, Decimal]], cause: Cause
) -> list[list[Part]]:
    """This will take goods out of a locked pool and return, for each (move, tonnes), its parts."""
    if pool.costing == Costing.AVERAGE:
        return _issue_average(pool, takes, cause)
    wanted = sum((tonnes for _, tonnes in takes), Decimal(0))
    layers = {str(layer.pk): layer for layer in _open_layers(pool, wanted)}
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
            parts.append(Part(taken.quantity, taken.value, layer.received_at))
            entries.append(_entry(pool, cause, move_id, layer, -taken.quantity, -taken.value))
        results.append(parts)
    CostLayer.objects.bulk_update(touched.values(), ["remaining", "remaining_value"])
    CostEntry.objects.bulk_create(entries)
    _change(pool, [(entry.quantity, entry.value) for entry in entries])
    return results


def take_back(move_id: UUID, *, by_move: UUID, cause: Cause) -> Decimal:
    """This will undo the value changes of one movement and return the value that came back.

    Raises AlreadyUsed when a receipt of which some has left would be undone. The caller has
    locked the pools of the movement.
    """
    entries = list(
        CostEntry.objects.filter(move_id=move_id, reversed_by=None)
        .exclude(kind=CostEntry.Kind.PRICE)
        .select_related("layer", "pool")
        .order_by("id")
    )
    pools = {entry.pool_id: entry.pool for entry in entries}
    for entry in entries:
        if entry.layer is not None:
            _restore(entry.layer, entry)
    undone = [
        _entry(
            pools[old.pool_id], cause, by_move, old.layer, -old.quantity, -old.value, reverses=old
        )
        for old in entries
    ]
    CostEntry.objects.bulk_create(undone)
    for pool in pools.values():
        _change(pool, [(e.quantity, e.value) for e in undone if e.pool_id == pool.pk])
    return sum((entry.value for entry in undone), ZERO)


def relabel(
    key: Key, *, lots: Sequence[UUID], children: Sequence[tuple[UUID, Decimal]], cause: Cause
) -> None:
    """This will hand what is left of lots' layers to the lots they became, by weight.

    Tonnes and value are shared by largest remainder and keep their age, so a split or a merge
    changes nothing of what the pool is worth. An average pool knows no lots.
    """
    pool = lock_pools([key])[key]
    rows = CostLayer.objects.filter(pool=pool, lot_id__in=lots, remaining__gt=0)
    for layer in rows.order_by("received_at", "id"):
        tonnes = money.allocate(layer.remaining, [part for _, part in children], places=3)
        values = calc.split_cost(layer.remaining_value, weights=tonnes)
        _entry(pool, cause, None, layer, -layer.remaining, -layer.remaining_value).save()
        _change(pool, [(-layer.remaining, -layer.remaining_value)])
        layer.remaining, layer.remaining_value = Decimal("0.000"), ZERO
        layer.save(update_fields=["remaining", "remaining_value"])
        for (lot_id, _weight), part, value in zip(children, tonnes, values, strict=True):
            if part:
                parts = [Part(part, value, layer.received_at)]
                receive(pool, lot_id=lot_id, parts=parts, move_id=None, cause=cause)


def correct(
    *, lot_id: UUID, receipt: Key, received: Decimal, difference: Decimal, cause: Cause
) -> calc.Adjusted:
    """This will post a late price of a lot today: part to stock, the rest to cost of sales.

    Layers of the lot, wherever they were moved, bear their share of `difference` (of the whole
    receipt, excluding VAT); without layers the average pool it was received into bears it on at
    most `received` of what it holds.
    """
    places = CostLayer.objects.filter(lot_id=lot_id, remaining__gt=0).values_list(
        "pool__product_id", "pool__warehouse_id", "pool__owner_party_id"
    )
    pools = lock_pools({*places, receipt})
    layers = list(CostLayer.objects.filter(lot_id=lot_id, remaining__gt=0).order_by("id"))
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
    entry = _entry(pool, cause, None, layer, Decimal("0.000"), adjusted.to_stock)
    entry.to_cost_of_sales = adjusted.to_cost_of_sales
    entry.save(force_insert=True)
    _change(pool, [(entry.quantity, entry.value)])


def _pools(keys: set[Key]) -> dict[Key, CostPool]:
    condition = Q()
    for product, warehouse, owner in keys:
        condition |= Q(product_id=product, warehouse_id=warehouse, owner_party_id=owner)
    rows = CostPool.objects.filter(condition).order_by("pk").select_for_update(no_key=True)
    return {(row.product_id, row.warehouse_id, row.owner_party_id): row for row in rows}


def _open_pools(keys: set[Key]) -> None:
    ways = dict(
        Product.objects.filter(pk__in={key[0] for key in keys}).values_list("pk", "costing")
    )
    own = dict(
        Warehouse.objects.filter(pk__in={key[1] for key in keys}).values_list("pk", "costing")
    )
    CostPool.objects.bulk_create(
        [
            CostPool(
                product_id=product,
                warehouse_id=warehouse,
                owner_party_id=owner,
                costing=own[warehouse] or ways[product],
            )
            for product, warehouse, owner in sorted(keys)
        ],
        ignore_conflicts=True,
    )


def _open_layers(pool: CostPool, wanted: Decimal) -> list[CostLayer]:
    rows = CostLayer.objects.filter(pool=pool, remaining__gt=0).order_by("received_at", "id")
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
        _entry(pool, cause, move_id, None, -tonnes, -value)
        for (move_id, tonnes), value in zip(takes, values, strict=True)
    )
    _change(pool, [(-whole, -issued.value)])
    return [[Part(tonnes, value, cause.at)] for tonnes, value in zip(weights, values, strict=True)]


def _restore(layer: CostLayer, entry: CostEntry) -> None:
    is_whole = layer.remaining == layer.quantity and layer.remaining_value == entry.value
    if entry.quantity > 0 and not is_whole:
        raise AlreadyUsed
    layer.remaining -= entry.quantity
    layer.remaining_value -= entry.value
    layer.save(update_fields=["remaining", "remaining_value"])


def _change(pool: CostPool, changes: Iterable[tuple[Decimal, Decimal]]) -> None:
    for quantity, value in changes:
        pool.quantity += quantity
        pool.value += value
    if pool.quantity < 0 or pool.value < 0 or (pool.value and not pool.quantity):
        raise AlreadyUsed
    pool.save(update_fields=["quantity", "value"])


def _entry(
    pool: CostPool,
    cause: Cause,
    move_id: UUID | None,
    layer: CostLayer | None,
    quantity: Decimal,
    value: Decimal,
    *,
    reverses: CostEntry | None = None,
) -> CostEntry:
    return CostEntry(
        pool=pool,
        layer=layer,
        move_id=move_id,
        kind=cause.kind,
        at=cause.at,
        quantity=quantity,
        value=value,
        source_code=cause.source.code,
        source_id=cause.source.id,
        line_id=cause.line_id,
        reversal_of=reverses,
    )
