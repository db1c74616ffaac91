"""What the order has of the material at the mill, written down as stock moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from backend.core.errors import Refusal
from backend.goods.cost.models import CostEntry
from backend.goods.stock.models import Lot, StockMove
from backend.supply.processing import queries
from backend.supply.processing.models import (
    MaterialEntry,
    ProcessOrder,
)

ZERO = Decimal("0.000")
Kind = MaterialEntry.Kind


class NotAtMill(Refusal):
    """Less of the lot is at the mill for this order."""

    sentence = _("本单在厂的批次 {lot} 只有 {there} 吨，不能退或换 {wanted} 吨。")


def values_of(moves: Iterable[StockMove]) -> dict[UUID, Decimal]:
    """This will tell the value each movement brought or took, as a size."""
    rows = CostEntry.objects.filter(move__in=list(moves)).values("move_id")
    found = rows.annotate(whole=Sum("value")).order_by("move_id")
    return {row["move_id"]: abs(row["whole"]) for row in found}


def require_there(order: ProcessOrder, wanted: Iterable[tuple[UUID, Decimal]]) -> None:
    """This will refuse more of a lot than the order has at the mill."""
    there = {heap.lot_id: heap.weight for heap in queries.heaps(order)}
    asked: dict[UUID, Decimal] = {}
    for lot_id, weight in wanted:
        asked[lot_id] = asked.get(lot_id, ZERO) + weight
    for lot_id, weight in asked.items():
        if weight > there.get(lot_id, ZERO):
            lot = Lot.objects.filter(pk=lot_id).first()
            raise NotAtMill(lot=lot or "", there=there.get(lot_id, ZERO), wanted=weight)


def entries_of(
    order: ProcessOrder, kind: str, moves: Sequence[StockMove], paper_id: UUID
) -> list[MaterialEntry]:
    """This will write the movements of stock down as the order's own."""
    values = values_of(moves)
    return [
        MaterialEntry(
            order=order,
            kind=kind,
            at=move.at,
            lot_id=move.lot_id,
            product_id=move.product_id,
            owner_party_id=move.owner_party_id,
            weight=move.actual,
            pieces=move.pieces,
            theoretical=move.theoretical,
            value=values.get(move.pk, Decimal(0)) * (1 if move.actual > 0 else -1),
            paper_id=paper_id,
        )
        for move in moves
    ]
