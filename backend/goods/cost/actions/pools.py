"""Pools, locked before they are read, and the rows that say why they changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.source import Source
from backend.core.errors import Refusal
from backend.goods.cost.models import CostEntry, CostingPolicy, CostLayer, CostPool
from backend.goods.product.models import Costing, Product
from backend.goods.warehouse.models import Warehouse

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
    """Tonnes with their value, the age they keep and the lot the value came in with."""

    quantity: Decimal
    value: Decimal
    received_at: datetime
    origin_id: UUID | None = None


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


def _pools(keys: set[Key]) -> dict[Key, CostPool]:
    condition = Q()
    for product, warehouse, owner in keys:
        condition |= Q(product_id=product, warehouse_id=warehouse, owner_party_id=owner)
    rows = CostPool.objects.filter(condition).order_by("pk").select_for_update(no_key=True)
    return {(row.product_id, row.warehouse_id, row.owner_party_id): row for row in rows}


def _open_pools(keys: set[Key]) -> None:
    """The warehouse's method goes before the product's, that before the company's; else FIFO."""
    ways = dict(
        Product.objects.filter(pk__in={key[0] for key in keys}).values_list("pk", "costing")
    )
    own = dict(
        Warehouse.objects.filter(pk__in={key[1] for key in keys}).values_list("pk", "costing")
    )
    policies = CostingPolicy.objects.filter(party_id__in={key[2] for key in keys}).order_by("pk")
    # Locked, so that nobody switches it while a pool is opened by it.
    of = {row.party_id: row.method for row in policies.select_for_update(no_key=True)}
    CostPool.objects.bulk_create(
        [
            CostPool(
                product_id=product,
                warehouse_id=warehouse,
                owner_party_id=owner,
                costing=own[warehouse] or ways[product] or of.get(owner) or Costing.FIFO,
            )
            for product, warehouse, owner in sorted(keys)
        ],
        ignore_conflicts=True,
    )


def change(pool: CostPool, changes: Iterable[tuple[Decimal, Decimal]]) -> None:
    """This will change a locked pool; raises AlreadyUsed rather than go below nothing."""
    for quantity, value in changes:
        pool.quantity += quantity
        pool.value += value
    if pool.quantity < 0 or pool.value < 0 or (pool.value and not pool.quantity):
        raise AlreadyUsed
    pool.save(update_fields=["quantity", "value"])


def entry_of(
    pool: CostPool,
    cause: Cause,
    move_id: UUID | None,
    layer: CostLayer | None,
    quantity: Decimal,
    value: Decimal,
    *,
    reverses: CostEntry | None = None,
) -> CostEntry:
    """This will make the row that says why a pool changed."""
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
