"""What the books say at a moment, and which lines want another look."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, Sum

from backend.goods.count import calc
from backend.goods.count.calc import Figures
from backend.goods.count.models import CountLine, StockCount
from backend.goods.stock.models import Balance, StockMove

NOTHING = Figures(Decimal("0.000"), 0)


def book_at(count: StockCount, at: datetime) -> dict[UUID, Figures]:
    """This will give what lay there at a moment, lot by lot; lots of nothing are left out."""
    rows = StockMove.objects.filter(
        warehouse_id=count.warehouse_id, owner_party_id=count.owner_party_id, at__lte=at
    )
    if count.product_id is not None:
        rows = rows.filter(product_id=count.product_id)
    sums = rows.values_list("lot_id").annotate(t=Sum("actual"), p=Sum("pieces")).order_by("lot_id")
    return {lot: Figures(tonnes, pieces) for lot, tonnes, pieces in sums if tonnes or pieces}


def bins_of(count: StockCount) -> dict[UUID, str]:
    """This will name the bin each lot of the owner lies in there now."""
    rows = Balance.objects.filter(
        warehouse_id=count.warehouse_id, owner_party_id=count.owner_party_id, bin__isnull=False
    )
    return dict(rows.values_list("lot_id", "bin__code"))


def moved_since(count: StockCount, lines: Iterable[CountLine]) -> dict[UUID, Figures]:
    """This will give what moved of each counted line between the freeze and its counting."""
    wanted = Q(pk=None)
    for line in lines:
        if line.counted_at is not None:
            wanted |= Q(lot_id=line.lot_id, at__lte=line.counted_at)
    rows = StockMove.objects.filter(
        wanted,
        warehouse_id=count.warehouse_id,
        owner_party_id=count.owner_party_id,
        at__gt=count.frozen_at,
    )
    sums = rows.values_list("lot_id").annotate(t=Sum("actual"), p=Sum("pieces")).order_by("lot_id")
    return {lot: Figures(tonnes, pieces) for lot, tonnes, pieces in sums}


def difference(line: CountLine) -> Figures | None:
    """This will give what a line was counted more (+) or less (-) than the books expect."""
    if line.counted is None:
        return None
    return calc.difference(
        Figures(line.counted, line.counted_pieces or 0),
        book=Figures(line.book, line.book_pieces),
        moved=Figures(line.moved, line.moved_pieces),
    )


def wants_recount(line: CountLine, count: StockCount) -> bool:
    """This will tell whether a line is off by more than the threshold and was counted once."""
    found = difference(line)
    return (
        found is not None
        and line.rounds <= calc.ONCE
        and calc.beyond(
            found.weight, expected=line.book + line.moved, permille=count.recount_permille
        )
    )


def shown(line: CountLine, count: StockCount, *, is_hidden: bool) -> dict[str, Any]:
    """This will write a line; of a blind count under way without the books' figures."""
    found = None if is_hidden else difference(line)
    names = ("book", "book_pieces", "moved", "moved_pieces")
    return {
        **{name: getattr(line, name) for name in ("id", "lot_id", "counted", "counted_pieces")},
        **{name: None if is_hidden else getattr(line, name) for name in names},
        "bin_code": line.bin_code,
        "lot_no": line.lot.no,
        "product_name": line.lot.product.name,
        "brand": line.lot.brand,
        "heat": line.lot.heat,
        "counted_at": line.counted_at,
        "rounds": line.rounds,
        "difference": found.weight if found else None,
        "difference_pieces": found.pieces if found else None,
        "wants_recount": not is_hidden and wants_recount(line, count),
        "reason": line.reason,
    }
