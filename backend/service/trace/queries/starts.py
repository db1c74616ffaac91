"""Which goods carry a number."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.errors import Refusal
from backend.goods.serial.models import Serial
from backend.goods.stock.models import Lot, StockMove
from backend.goods.weighing.models import WeighTicket
from backend.service.asset.models import Asset, Component
from backend.service.trace.models import Mark
from backend.service.workorder.models import PartUsed


class Unknown(Refusal):
    """Nothing carries the number."""

    status = 404
    sentence = _("没有找到{mark}“{term}”。")


class Start(NamedTuple):
    """The lots a number leads to, and the machines where it is the number of one piece.

    `is_piece`: what became of it is what became of that piece, not of the whole lot.
    """

    lots: set[UUID]
    assets: set[UUID]
    papers: set[tuple[str, UUID]]
    is_piece: bool = False


def start(mark: str, term: str) -> Start:
    """This will find what carries a number; raises Unknown when nothing does."""
    found = WAYS[mark](term)
    if not found.lots and not found.assets:
        raise Unknown(mark=Mark(mark).label, term=term)
    return found


def _serial(term: str) -> Start:
    rows = list(Serial.objects.filter(no=term))
    lots = {row.lot_id for row in rows}
    papers = {(row.source_code, row.source_id) for row in rows}
    machines = Asset.objects.filter(serial=term)
    assets = {row.pk for row in machines}
    lots |= {row.lot_id for row in machines if row.lot_id is not None}
    for part in Component.objects.filter(serial=term):
        assets.add(part.asset_id)
        lots |= {part.lot_id} if part.lot_id is not None else set()
    used = PartUsed.objects.filter(serial_in=term, taken_back_at=None).select_related("order")
    for row in used:
        assets |= {row.order.asset_id} if row.order.asset_id is not None else set()
        lots |= {row.lot_id} if row.lot_id is not None else set()
    return Start(lots, assets, papers, is_piece=True)


def _lots(condition: Q) -> Start:
    return Start(set(Lot.objects.filter(condition).values_list("pk", flat=True)), set(), set())


def _weighing(term: str) -> Start:
    """The lots that the paper of a ticket moved, of that line where the ticket names one."""
    lots: set[UUID] = set()
    for ticket in WeighTicket.objects.filter(no=term).exclude(source_id=None):
        moved = StockMove.objects.filter(
            Q(source_id=ticket.source_id), source_code=ticket.source_code
        )
        of_line = moved.filter(line_id=ticket.line_id) if ticket.line_id else moved
        rows = of_line if of_line.exists() else moved
        lots |= set(rows.values_list("lot_id", flat=True))
    return Start(lots, set(), set())


WAYS: dict[str, Callable[[str], Start]] = {
    Mark.SERIAL: _serial,
    Mark.LOT: lambda term: _lots(Q(no=term)),
    Mark.HEAT: lambda term: _lots(Q(heat=term)),
    Mark.SUPPLIER_LOT: lambda term: _lots(Q(their_no=term)),
    Mark.WEIGHING: _weighing,
}
