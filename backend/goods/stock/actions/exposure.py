"""The price risk of goods that came without a paper: opening stock, and what a count found.

Goods that a purchase or a processing brings are in the position by that paper.
"""

from decimal import Decimal

from django.utils import timezone

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents.source import Source
from backend.goods.stock.models import Lot, StockMove
from backend.market.position import actions as positions
from backend.market.position.models import Kind, PositionSide
from backend.market.position.queries import month_of


def note(lot: Lot, move: StockMove, *, actor: Actor, quantity: Decimal) -> None:
    """This will add goods of ours to the position, or with a minus take them out of it.

    Their cost is without VAT and the market's price with it, so VAT is put on.
    """
    if lot.unit_cost is None or not quantity:
        return
    on = timezone.localdate(move.at)
    positions.post(
        actor=actor,
        on=on,
        metal=lot.product.metal,
        month=month_of(on),
        kind=Kind.STOCK,
        side=PositionSide.BUY,
        quantity=quantity,
        price=money.price(lot.unit_cost * (1 + lot.product.vat_rate)),
        currency="CNY",
        source=Source.of(lot),
        line_id=move.pk,
        unit_id=lot.unit_id,
        owner_id=lot.owner_id,
    )


def is_by_hand(move: StockMove) -> bool:
    """This will tell whether a movement has no other paper than the lot itself."""
    if move.kind == StockMove.Kind.COUNT:
        return True
    return move.kind == StockMove.Kind.RECEIPT and move.source_code == "goods.lot"
