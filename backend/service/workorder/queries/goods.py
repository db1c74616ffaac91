"""Where parts come from: the lot that has them, and who sold it to us."""

from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from backend.goods.stock import queries as stock
from backend.goods.stock.models import Balance, Lot, LotLink, StockMove
from backend.service.workorder.models import PartUsed, WorkOrder
from backend.supply.receiving.models import GoodsReceipt

RECEIPT = "supply.receipt"
GENERATIONS = 10


def oldest_lot(product_id: UUID, warehouse_id: UUID, quantity: Decimal) -> Lot | None:
    """This will find the oldest lot of ours in a place that has so much free."""
    rows = Balance.objects.filter(
        product_id=product_id, warehouse_id=warehouse_id, owner_party__is_ours=True
    ).filter(stock.HAS_FREE, quality=Lot.Quality.FREE)
    for row in rows.select_related("lot", "owner_party").order_by("received_at", "id"):
        if stock.free_of(row) >= quantity:
            return row.lot
    return None


class Bought(NamedTuple):
    """Who sold a lot to us, on which receipt."""

    supplier_id: UUID
    receipt_id: UUID
    receipt_no: str


def bought_from(lot_id: UUID | None) -> Bought | None:
    """This will find the receipt a lot came with, its own or its ancestors', and the supplier."""
    wave = {lot_id} if lot_id is not None else set()
    for _step in range(GENERATIONS):
        if not wave:
            return None
        move = (
            StockMove.objects.filter(
                lot_id__in=wave, kind=StockMove.Kind.RECEIPT, source_code=RECEIPT
            )
            .order_by("at", "id")
            .first()
        )
        receipt = None if move is None else GoodsReceipt.objects.filter(pk=move.source_id).first()
        if receipt is not None:
            return Bought(receipt.party_id, receipt.pk, receipt.no)
        parents = LotLink.objects.filter(child_id__in=wave).values_list("parent_id", flat=True)
        wave = set(parents)
    return None


def parts_of(order: WorkOrder) -> list[PartUsed]:
    """This will give the parts that stayed in the machine."""
    rows = order.parts.filter(taken_back_at=None).select_related("product", "lot")
    return list(rows.order_by("at", "id"))
