"""Where goods came from and what became of them, through every split, merge and processing."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Literal, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import F, Max, Sum

from backend.goods.stock.models import Lot, LotLink, StockMove

Direction = Literal["both", "up", "down"]

KIN = """
WITH RECURSIVE kin(lot_id) AS (
    SELECT %s::uuid
  UNION
    SELECT link.{there} FROM goods_lotlink link JOIN kin ON link.{here} = kin.lot_id
)
SELECT lot_id FROM kin
"""
UP = KIN.format(here="child_id", there="parent_id")
DOWN = KIN.format(here="parent_id", there="child_id")


class Kin(NamedTuple):
    """A lot of a trace; `distance` is below zero for where it came from."""

    lot_id: UUID
    no: str
    state: str
    product_id: UUID
    product_name: str
    owner_party_id: UUID
    owner_party_name: str
    actual: Decimal
    distance: int


class Link(NamedTuple):
    """Tonnes of a parent that went into a child."""

    parent_id: UUID
    child_id: UUID
    kind: str
    weight: Decimal


class Passage(NamedTuple):
    """What one paper moved of one lot of a trace."""

    lot_id: UUID
    kind: str
    source_code: str
    source_id: UUID
    source_no: str
    weight: Decimal
    pieces: int
    at: Any


class Trace(NamedTuple):
    """All lots a lot came from or went into, how, and the papers that moved them."""

    lots: list[Kin]
    links: list[Link]
    passages: list[Passage]


def trace(lot_id: UUID, direction: Direction = "both") -> Trace:
    """This will follow a lot back to its receipts, on to its issues, or both ways."""
    up = _kin(UP, lot_id) if direction != "down" else {lot_id}
    down = _kin(DOWN, lot_id) if direction != "up" else {lot_id}
    links = [
        Link._make(row)
        for row in LotLink.objects.filter(child_id__in=up, parent_id__in=up).values_list(*LINK)
    ]
    links += [
        Link._make(row)
        for row in LotLink.objects.filter(child_id__in=down, parent_id__in=down).values_list(*LINK)
    ]
    distances = {
        **_distances(lot_id, links, up, step=-1),
        **_distances(lot_id, links, down, step=1),
    }
    return Trace(_lots(distances), links, _passages(distances))


LINK = ("parent_id", "child_id", "kind", "weight")


def _kin(question: str, lot_id: UUID) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(question, [lot_id])
        return {row[0] for row in cursor.fetchall()}


def _distances(
    lot_id: UUID, links: Iterable[Link], kin: set[UUID], *, step: int
) -> dict[UUID, int]:
    """Steps from the lot, the shortest way."""
    beside: dict[UUID, list[UUID]] = {}
    for link in links:
        here, there = (
            (link.child_id, link.parent_id) if step < 0 else (link.parent_id, link.child_id)
        )
        if here in kin and there in kin:
            beside.setdefault(here, []).append(there)
    found, queue = {lot_id: 0}, deque([lot_id])
    while queue:
        here = queue.popleft()
        for there in beside.get(here, ()):
            if there not in found:
                found[there] = found[here] + step
                queue.append(there)
    return found


def _lots(distances: Mapping[UUID, int]) -> list[Kin]:
    rows = Lot.objects.filter(pk__in=distances).values_list(
        "id",
        "no",
        "state",
        "product_id",
        F("product__name"),
        "owner_party_id",
        F("owner_party__name"),
        "actual",
    )
    kin = [Kin._make((*row, distances[row[0]])) for row in rows]
    return sorted(kin, key=lambda lot: (lot.distance, lot.no))


def _passages(lots: Iterable[UUID]) -> list[Passage]:
    rows = (
        StockMove.objects.filter(lot_id__in=list(lots))
        .values_list("lot_id", "kind", "source_code", "source_id", "source_no")
        .annotate(weight=Sum("actual"), count=Sum("pieces"), last=Max("at"))
        .order_by("last", "lot_id", "kind", "source_id")
    )
    return [Passage._make(row) for row in rows]
