"""The lots that lie in a pool's place, and what they cost themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.apps import apps
from django.db.models import F, QuerySet

from backend.core import money
from backend.goods.cost import calc
from backend.goods.cost.models import CostPool

RESHAPED = ("split", "merge")
Parents = dict[UUID, list[tuple[UUID, Decimal]]]


class Holding(NamedTuple):
    """Tonnes of a lot that lie in a pool's place, and what they cost themselves."""

    lot_id: UUID
    origin_id: UUID
    received_at: datetime
    quantity: Decimal
    value: Decimal


def governed(party_id: UUID) -> QuerySet[CostPool]:
    """This will find the pools of a company that follow its own policy."""
    rows = CostPool.objects.filter(owner_party_id=party_id)
    return rows.filter(warehouse__costing="", product__costing="").order_by("pk")


def holdings(pool: CostPool) -> list[Holding]:
    """This will list the lots in a pool's place at their own unit cost and landed charges.

    A lot made of others appears once for each receipt it came in with, by weight, so that a late
    price finds it.
    """
    balances = apps.get_model("goods", "Balance")  # stock stands above cost: read by name
    rows = balances._default_manager.filter(
        product_id=pool.product_id,
        warehouse_id=pool.warehouse_id,
        owner_party_id=pool.owner_party_id,
        actual__gt=0,
    )
    there = list(
        rows.order_by("received_at", "lot_id").values(
            "lot_id",
            "received_at",
            "actual",
            unit=F("lot__unit_cost"),
            landed=F("lot__landed_cost"),
            came=F("lot__actual"),
        )
    )
    parents = _parents({row["lot_id"] for row in there})
    return [part for row in there for part in _parts(row, parents)]


def _parts(row: Mapping[str, Any], parents: Parents) -> list[Holding]:
    value = money.amount(row["actual"], row["unit"] + row["landed"] / row["came"])
    shares = _origins(row["lot_id"], parents)
    tonnes = money.allocate(row["actual"], list(shares.values()), places=3)
    values = calc.split_cost(value, weights=tonnes)
    return [
        Holding(row["lot_id"], origin, row["received_at"], part, worth)
        for origin, part, worth in zip(shares, tonnes, values, strict=True)
        if part
    ]


def _parents(lots: Iterable[UUID]) -> Parents:
    """What lots were split off or merged from, all the way up."""
    links = apps.get_model("goods", "LotLink")
    found: Parents = {}
    asked = set(lots)
    while asked:
        rows = links._default_manager.filter(child_id__in=asked, kind__in=RESHAPED)
        above = set()
        for row in rows.order_by("id").values("child_id", "parent_id", "weight"):
            found.setdefault(row["child_id"], []).append((row["parent_id"], row["weight"]))
            above.add(row["parent_id"])
        asked = above - set(found)
    return found


def _origins(lot_id: UUID, parents: Parents) -> dict[UUID, Decimal]:
    """The receipts a lot came in with, by what part of it came with each."""
    if lot_id not in parents:
        return {lot_id: Decimal(1)}
    whole = sum(weight for _, weight in parents[lot_id])
    found: dict[UUID, Decimal] = {}
    for parent, weight in parents[lot_id]:
        for origin, share in _origins(parent, parents).items():
            found[origin] = found.get(origin, Decimal(0)) + share * weight / whole
    return found
