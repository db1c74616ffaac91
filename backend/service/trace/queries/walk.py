"""Lots in both directions, to any depth, and through the machines that parts went into."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from backend.service.asset.models import Asset, Component
from backend.service.workorder.models import PartUsed

EDGES = """
WITH RECURSIVE kin(lot_id) AS (
    SELECT unnest(%s::uuid[])
  UNION
    SELECT link.{there} FROM goods_lotlink link JOIN kin ON link.{here} = kin.lot_id
)
SELECT link.parent_id, link.child_id, link.kind, link.weight
FROM kin JOIN goods_lotlink link ON link.{here} = kin.lot_id
"""
UP = EDGES.format(here="child_id", there="parent_id")
DOWN = EDGES.format(here="parent_id", there="child_id")


class Edge(NamedTuple):
    """Tonnes of a parent that went into a child."""

    parent_id: UUID
    child_id: UUID
    kind: str
    weight: Decimal


def upward(lots: Iterable[UUID]) -> tuple[dict[UUID, int], list[Edge]]:
    """This will give what lots were made of, with the steps to each, below zero."""
    return _walk(UP, lots, step=-1)


def downward(lots: Iterable[UUID]) -> tuple[dict[UUID, int], list[Edge]]:
    """This will give what became of lots, with the steps to each."""
    return _walk(DOWN, lots, step=1)


def _walk(question: str, lots: Iterable[UUID], *, step: int) -> tuple[dict[UUID, int], list[Edge]]:
    """One question for all edges, then the shortest way to each lot."""
    found = dict.fromkeys(lots, 0)
    with connection.cursor() as cursor:
        cursor.execute(question, [list(found)])
        edges = [Edge._make(row) for row in cursor.fetchall()]
    beside: dict[UUID, list[UUID]] = {}
    for edge in edges:
        here, there = edge[1::-1] if step < 0 else edge[:2]
        beside.setdefault(here, []).append(there)
    queue = deque(found)
    while queue:
        here = queue.popleft()
        for there in beside.get(here, ()):
            if there not in found:
                found[there] = found[here] + step
                queue.append(there)
    return found, edges


def parts_of(assets: Iterable[UUID]) -> set[UUID]:
    """This will give the lots of machines and of everything that is or was in them."""
    known = set(assets)
    while True:
        below = set(Asset.objects.filter(parent__in=known).values_list("pk", flat=True)) - known
        if not below:
            break
        known |= below
    rows = [
        *Asset.objects.filter(pk__in=known).values_list("lot_id", flat=True),
        *Component.objects.filter(asset__in=known).values_list("lot_id", flat=True),
        *PartUsed.objects.filter(order__asset__in=known, taken_back_at=None).values_list(
            "lot_id", flat=True
        ),
    ]
    return {pk for pk in rows if pk is not None}


def machines_of(lots: Iterable[UUID]) -> set[UUID]:
    """This will give the machines that lots became or went into, and those around them."""
    known = list(lots)
    rows = [
        *Asset.objects.filter(lot__in=known).values_list("pk", flat=True),
        *Component.objects.filter(lot__in=known).values_list("asset_id", flat=True),
        *PartUsed.objects.filter(lot__in=known, taken_back_at=None).values_list(
            "order__asset_id", flat=True
        ),
    ]
    return around({pk for pk in rows if pk is not None})


def around(assets: Iterable[UUID]) -> set[UUID]:
    """This will add the machines that machines stand in, to the outermost."""
    known = set(assets)
    while True:
        above = Asset.objects.filter(children__in=known).values_list("pk", flat=True)
        more = set(above) - known
        if not more:
            return known
        known |= more
