"""Works that are functions, not requests: the mean of a month, first in first out."""

from collections import deque
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from backend.goods.cost import calc
from backend.goods.cost.models import CostEntry
from backend.market.instrument.models import Instrument
from backend.market.pricing import queries as pricing
from bench import floor, floor_reads
from bench.drive import Row, in_process
from bench.sizes import SIZES

FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)


def rows() -> Iterator[Row]:
    """This will measure both works."""
    on = floor.connect()
    copper = Instrument.objects.get()
    yield in_process(
        "average of a month (function)",
        lambda: pricing.average(copper, first=FIRST, last=LAST).value,
        lambda: floor_reads.month(on, copper.pk, FIRST, LAST),
        goal=2.5,
        rounds=100,
    )
    pool = CostEntry.objects.values_list("pool_id", flat=True)[0]
    yield in_process(
        f"first in first out, {SIZES.movements:,} movements (function)",
        lambda: fifo(pool),
        lambda: floor_reads.fifo(on, pool),
        goal=1.5,
        rounds=1,
    )
    on.close()


def fifo(pool: object) -> tuple[Decimal, Decimal]:
    """This will issue first in, first out over a ledger with Heng's own arithmetic.

    As the stock ledger does, each issue is shown only the oldest layers that cover it.
    """
    moves = CostEntry.objects.filter(pool_id=pool).order_by("at", "id")
    layers: deque[calc.Layer] = deque()
    cost = Decimal(0)
    for quantity, value in moves.values_list("quantity", "value").iterator():
        if quantity > 0:
            layers.append(calc.Layer("", quantity, value))
        else:
            consumed = calc.consume(_oldest(layers, -quantity), quantity=-quantity)
            cost += consumed.value
            layers.extendleft(reversed(consumed.left))
    return cost, sum((layer.value for layer in layers), Decimal(0))


def _oldest(layers: deque[calc.Layer], wanted: Decimal) -> list[calc.Layer]:
    found = []
    while wanted > 0 and layers:
        found.append(layers.popleft())
        wanted -= found[-1].quantity
    return found
