"""What a purchase at a known price means for our position."""

from datetime import date
from decimal import Decimal

from django.db.models import Sum

from backend.core.access.actor import Actor
from backend.core.documents.source import Source
from backend.market.position import actions as position
from backend.market.position import queries as positions
from backend.market.position.models import Kind, PositionEntry, PositionSide
from backend.supply.purchase.flow import OWED, State
from backend.supply.purchase.models import Purchase, PurchaseLine

BEARING = (*OWED, State.CLOSED)


def restate(purchase: Purchase, *, actor: Actor, on: date) -> None:
    """This will make the position hold what each fixed-price line still buys, no more no less.

    Of a dropped purchase it holds nothing, days of an average included.

    The month stays that of the day a line first counted. Raises LimitBlocked for more.
    """
    is_over = purchase.state not in BEARING
    for line in purchase.lines.select_related("product").order_by("seq"):
        if line.pricing == PurchaseLine.Pricing.FIXED or is_over:
            count(
                purchase,
                line,
                actor=actor,
                on=on,
                quantity=Decimal(0) if is_over else _bears(line),
                price=line.provisional_price,
            )


def count(
    purchase: Purchase,
    line: PurchaseLine,
    *,
    actor: Actor,
    on: date,
    quantity: Decimal,
    price: Decimal,
) -> None:
    """This will make the position hold so many tonnes of a line at a price."""
    month = positions.month_of(purchase.sent_on or on)
    metal = line.product.metal
    before = position_of(purchase, line)
    more = quantity - before
    source = Source.of(purchase)
    if more > 0:
        position.require(
            actor=actor,
            metal=metal,
            month=month,
            side=PositionSide.BUY.value,
            quantity=more,
            on=on,
            source=source,
        )
    post = position.Post(
        on=on,
        metal=metal,
        month=month,
        kind=Kind.PURCHASE.value,
        side=PositionSide.BUY.value,
        quantity=quantity,
        price=price,
        currency=purchase.currency,
        source=source,
        line_id=line.pk,
        unit_id=purchase.unit_id,
        owner_id=purchase.owner_id,
    )
    position.restate(post, actor=actor)


def position_of(purchase: Purchase, line: PurchaseLine) -> Decimal:
    """This will give the tonnes of a line that the position holds by this paper now."""
    source = Source.of(purchase)
    rows = PositionEntry.objects.filter(
        source_code=source.code, source_id=source.id, line_id=line.pk
    )
    return rows.aggregate(sum=Sum("quantity"))["sum"] or Decimal(0)


def _bears(line: PurchaseLine) -> Decimal:
    return line.quantity_received if line.is_received else line.quantity
