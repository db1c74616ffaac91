"""Material is used up at the mill, or is found again by a count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents.source import Source
from backend.core.errors import Refusal
from backend.goods.stock import actions as stock
from backend.goods.stock.actions import Take
from backend.goods.stock.models import StockMove
from backend.supply.processing import calc, queries
from backend.supply.processing.actions.material import entries_of
from backend.supply.processing.models import MaterialEntry, ProcessOrder

ZERO = Decimal("0.000")
Kind = MaterialEntry.Kind


class Drawn(NamedTuple):
    """What was used: tonnes, cost, and how much of which lot."""

    weight: Decimal
    value: Decimal
    lots: list[tuple[UUID, Decimal]]


class NotThatMuch(Refusal):
    """The mill says it used more than it has."""

    sentence = _("上报消耗“{product}”{wanted} 吨，本单在厂只有 {there} 吨，请核对或先补发料。")


def by_bom(order: ProcessOrder, good: Decimal) -> dict[UUID, Decimal]:
    """This will tell what good output stands for by the bill, and no more than lies there."""
    rows = list(order.bom.inputs.order_by("id"))
    total = calc.needed(good, metal_share=order.bom.metal_share, std_yield=order.std_yield)
    parts = calc.over_inputs(total, [row.share for row in rows])
    there = at_mill(order)
    return {
        row.product_id: min(part, there.get(row.product_id, ZERO))
        for row, part in zip(rows, parts, strict=True)
    }


def at_mill(order: ProcessOrder) -> dict[UUID, Decimal]:
    """This will tell how much of each material the order has at the mill."""
    found: dict[UUID, Decimal] = {}
    for heap in queries.heaps(order):
        found[heap.product_id] = found.get(heap.product_id, ZERO) + heap.weight
    return found


def use(
    order: ProcessOrder,
    wanted: Mapping[UUID, Decimal],
    *,
    actor: Actor,
    at: datetime,
    paper_id: UUID,
) -> Drawn:
    """This will use up material at the mill, the lot sent first going first.

    Raises NotThatMuch with the figures when the order has less there.
    """
    heaps = queries.heaps(order)
    takes = []
    for product_id, tonnes in wanted.items():
        mine = [heap for heap in heaps if heap.product_id == product_id]
        parts = calc.first_in(tonnes, [heap.weight for heap in mine])
        if sum(parts, ZERO) < tonnes:
            there = sum((heap.weight for heap in mine), ZERO)
            row = order.bom.inputs.filter(product_id=product_id).first()
            raise NotThatMuch(product=row.product if row else "", wanted=tonnes, there=there)
        takes += [
            Take(heap.lot_id, order.warehouse_id, part)
            for heap, part in zip(mine, parts, strict=True)
            if part
        ]
    if not takes:
        return Drawn(ZERO, money.ZERO, [])
    result = stock.draw(actor=actor, at=at, source=Source.of(order), line_id=paper_id, takes=takes)
    MaterialEntry.objects.bulk_create(entries_of(order, Kind.CONSUME, result.moves, paper_id))
    weight = sum((take.weight for take in takes), ZERO)
    order.consumed += weight
    return Drawn(weight, result.cost, [(take.lot_id, take.weight) for take in takes])


def restore(
    order: ProcessOrder,
    product_id: UUID,
    weight: Decimal,
    *,
    actor: Actor,
    at: datetime,
    paper_id: UUID,
) -> Drawn:
    """This will put material back that was thought used, as a lot at its mean cost."""
    rows = MaterialEntry.objects.filter(
        order=order, product_id=product_id, kind__in=(Kind.CONSUME, Kind.RESTORE)
    )
    used = -sum((row.weight for row in rows), ZERO)
    worth = -sum((row.value for row in rows), money.ZERO)
    value = money.cents(worth * weight / used) if used else money.ZERO
    last = rows.filter(kind=Kind.CONSUME).order_by("-at", "-id").first()
    lot = stock.receive(
        actor=actor, at=at, product_id=product_id, warehouse_id=order.warehouse_id,
        owner_party_id=order.owner_party_id, weight=weight, unit_cost=None,
        value=value if order.is_ours else None, source=Source.of(order), line_id=paper_id,
        parents=[(last.lot_id, weight)] if last else (),
    )  # fmt: skip
    moves = list(StockMove.objects.filter(lot=lot, line_id=paper_id))
    MaterialEntry.objects.bulk_create(entries_of(order, Kind.RESTORE, moves, paper_id))
    order.consumed -= weight
    return Drawn(-weight, -value, [])


def used_lots(order: ProcessOrder) -> list[tuple[UUID, Decimal]]:
    """This will list what was used so far, lot by lot."""
    rows = MaterialEntry.objects.filter(order=order, kind=Kind.CONSUME).values("lot_id")
    found = rows.annotate(whole=Sum("weight")).order_by("lot_id")
    return [(row["lot_id"], -row["whole"]) for row in found]
