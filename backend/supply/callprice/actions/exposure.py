"""The price risk of a purchase fixing, and of an average that is struck day by day."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.market.calendar import queries as calendars
from backend.market.position import actions as positions
from backend.market.position.models import Kind, PositionEntry, PositionSide
from backend.market.position.queries import month_of
from backend.market.pricing.calc import position
from backend.market.pricing.calc.margin import Side
from backend.market.quote import queries as quotes
from backend.supply.callprice.models import PurchaseFixing
from backend.supply.purchase.models import PurchaseLine


def require(fixing: PurchaseFixing, line: PurchaseLine, *, actor: Actor, refuses: bool) -> None:
    """This will ask the limits of the metal whether so many tonnes may be bought at a price."""
    positions.require(
        actor=actor,
        metal=line.product.metal,
        month=month_of(fixing.trade_date),
        side=PositionSide.BUY,
        quantity=fixing.quantity,
        on=fixing.trade_date,
        source=Source.of(fixing),
        refuses=refuses,
    )


def post(fixing: PurchaseFixing, line: PurchaseLine, *, actor: Actor) -> None:
    """This will buy the tonnes of a booked fixing, or sell those of a reversed one back."""
    assert fixing.price is not None  # it is booked
    positions.post(
        actor=actor,
        on=fixing.trade_date,
        metal=line.product.metal,
        month=month_of(fixing.trade_date),
        kind=Kind.PURCHASE,
        side=PositionSide.BUY,
        quantity=fixing.quantity,
        price=fixing.price,
        currency=line.purchase.currency,
        source=Source.of(fixing),
        line_id=line.pk,
        unit_id=fixing.unit_id,
        owner_id=fixing.owner_id,
    )


@documents.verb
def follow_average(line_id: UUID, *, actor: Actor, today: date) -> int:
    """This will buy the share of every day of an average that has its price; it returns how many.

    Told twice it writes nothing new: a day is known by its entry.
    """
    rows = PurchaseLine.objects.select_related("purchase", "instrument", "product")
    line = rows.get(pk=line_id)
    positions.lock_books([line.product.metal])
    assert line.instrument is not None  # a constraint of the table, as for the window's ends
    assert line.window_start is not None
    assert line.window_end is not None
    days = calendars.trading_days(line.instrument.calendar, line.window_start, line.window_end)
    prices = quotes.series(
        line.instrument.pk, kind=line.quote_kind, first=line.window_start, last=today
    )
    known = {row.trade_date: row.value for row in prices}
    source = Source.of(line.purchase)
    told = set(
        PositionEntry.objects.filter(
            source_id=source.id, line_id=line.pk, kind=Kind.PURCHASE
        ).values_list("on", flat=True)
    )
    shares = [
        _share(line, source, day=day, at=at, n=len(days), price=known[day])
        for at, day in enumerate(days, 1)
        if day in known and day not in told and day <= today
    ]
    return len(positions.post_all(shares, actor=actor)) if shares else 0


def _share(
    line: PurchaseLine, source: Source, *, day: date, at: int, n: int, price: Decimal
) -> positions.Post:
    """The tonnes up to this day less those up to the day before: nothing is lost by rounding."""
    upto = position.averaged(line.quantity, day=at, n=n, side=Side.PURCHASE).price
    before = position.averaged(line.quantity, day=at - 1, n=n, side=Side.PURCHASE).price
    return positions.Post(
        on=day,
        metal=line.product.metal,
        month=month_of(day),
        kind=Kind.PURCHASE,
        side=PositionSide.BUY,
        quantity=abs(upto - before),
        price=price + line.premium,
        currency=line.purchase.currency,
        source=source,
        line_id=line.pk,
        unit_id=line.purchase.unit_id,
        owner_id=line.purchase.owner_id,
    )
