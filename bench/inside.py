"""Works that are functions, not requests: the mean of a month, first in first out."""

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
    yield in_process(
        f"moving average, {SIZES.movements:,} movements (function)",
        lambda: average(pool),
        lambda: floor_reads.average(on, pool),
        goal=1.5,
        rounds=1,
    )
    on.close()


def fifo(pool: object) -> tuple[Decimal, Decimal]:
    """This will issue a whole ledger first in, first out, with Heng's own arithmetic."""
    moves = CostEntry.objects.filter(pool_id=pool).order_by("at", "id")
    found = calc.ledger(moves.values_list("quantity", "value").iterator())
    return found.cost, sum((layer.value for layer in found.left), Decimal(0))


def average(pool: object) -> tuple[Decimal, Decimal]:
    """This will issue a whole ledger at its moving average, with Heng's own arithmetic."""
    moves = CostEntry.objects.filter(pool_id=pool).order_by("at", "id")
    found = calc.averaged(moves.values_list("quantity", "value").iterator())
    return found.cost, found.left.value
