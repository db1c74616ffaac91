"""Unused material comes back, or is exchanged for the mill's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Refusal
from backend.core.ids import uuid7
from backend.goods.stock import actions as stock
from backend.goods.stock.actions import Take
from backend.goods.stock.models import StockMove
from backend.goods.warehouse import queries as warehouses
from backend.supply.processing.actions import kit
from backend.supply.processing.actions.material import entries_of, require_there
from backend.supply.processing.flow import UNDER_WAY, State
from backend.supply.processing.models import (
    MaterialEntry,
    MaterialReturn,
    MaterialSwap,
    ProcessOrder,
)

ZERO = Decimal("0.000")
Kind = MaterialEntry.Kind


@documents.verb
def give_back(
    order_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    warehouse_id: UUID,
    lines: Sequence[Any],
    ticket_id: UUID | None,
    reason: str,
) -> ProcessOrder:
    """This will bring unused material back from the mill. Raises NotAtMill with the figures."""
    states = (*UNDER_WAY, State.ON_HOLD, State.RECONCILING)
    order = kit.lock(order_id, actor=actor, verb="give_back", states=states)
    warehouses.in_use(warehouse_id, actor=actor)
    weight = sum((line.weight for line in lines), ZERO)
    paper = MaterialReturn(
        order=order, at=at, warehouse_id=warehouse_id, weight=weight, reason=reason,
        by_label=actor.label, no=kit.number("TL", at),
    )  # fmt: skip
    paper.ticket = kit.attach(order, ticket_id, actor=actor, line_id=paper.pk, weight=weight)
    paper.save(force_insert=True)
    require_there(order, [(line.lot_id, line.weight) for line in lines])
    moves = stock.send(
        actor=actor,
        at=at,
        source=Source.of(order),
        line_id=paper.pk,
        takes=[Take(row.lot_id, order.warehouse_id, row.weight, row.pieces) for row in lines],
        to_warehouse_id=warehouse_id,
        reason=reason,
    )
    gone = [move for move in moves if move.warehouse_id == order.warehouse_id]
    MaterialEntry.objects.bulk_create(entries_of(order, Kind.RETURN, gone, paper.pk))
    order.returned += weight
    return kit.save(order, actor=actor, event="returned", weight=weight, no=paper.no, reason=reason)


@documents.verb
def swap(
    order_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    lot_id: UUID,
    weight: Decimal,
    agreement: str,
    brand: str,
    heat: str,
    their_no: str,
) -> ProcessOrder:
    """This will exchange our metal at the mill for as much of the mill's own of that product.

    Only where title passes by agreement; the metal that comes in is worth what went out cost.
    """
    order = kit.lock(order_id, actor=actor, verb="swap", states=UNDER_WAY)
    if order.mode != ProcessOrder.Mode.SWAP:
        raise Refusal(_("本单为委托加工，材料货权不转移，不能换料。"))
    require_there(order, [(lot_id, weight)])
    source, paper_id = Source.of(order), uuid7()
    result = stock.draw(
        actor=actor, at=at, source=source, line_id=paper_id,
        takes=[Take(lot_id, order.warehouse_id, weight)], reason=agreement,
    )  # fmt: skip
    came = stock.receive(
        actor=actor, at=at, product_id=result.moves[0].product_id,
        warehouse_id=order.warehouse_id, owner_party_id=order.owner_party_id, weight=weight,
        unit_cost=None, value=result.cost, source=source, line_id=paper_id,
        parents=[(lot_id, weight)], pieces=-result.moves[0].pieces, brand=brand, heat=heat,
        their_no=their_no, note=agreement,
    )  # fmt: skip
    paper = MaterialSwap.objects.create(
        id=paper_id, order=order, no=kit.number("HL", at), at=at, by_label=actor.label,
        product_id=came.product_id, lot_out_id=lot_id, lot_in=came, weight=weight,
        value=result.cost, agreement=agreement,
    )  # fmt: skip
    arrived = StockMove.objects.filter(lot=came, line_id=paper_id, actual__gt=0)
    entries = entries_of(order, Kind.SWAP_OUT, result.moves, paper_id)
    entries += entries_of(order, Kind.SWAP_IN, list(arrived), paper_id)
    MaterialEntry.objects.bulk_create(entries)
    return kit.save(
        order, actor=actor, event="swapped", weight=weight, no=paper.no,
        on=timezone.localdate(at),
    )  # fmt: skip
