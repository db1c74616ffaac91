"""Marking 100,000 open lines to the market after one tick, from kept sums of their entries."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

from backend.market.instrument.models import Instrument
from backend.market.position import queries
from backend.market.position.models import PositionEntry
from backend.market.quote.models import Quote
from bench.drive import Row, in_process

LINES = 100_000
METAL = "xx"
ON = date(2026, 7, 1)
NOW = datetime(2026, 7, 1, tzinfo=UTC)
GOAL = 3.0
SUM = """
INSERT INTO market_positionbucket (metal, month, kind, currency, quantity, value, entries)
SELECT metal, month, kind, currency, sum(quantity), sum(amount), count(*)
FROM market_positionentry WHERE metal = %s GROUP BY metal, month, kind, currency
"""
KEPT = """
SELECT b.month, sum(b.quantity), sum(round(b.quantity * q.value, 2) - b.value)
FROM (SELECT month, sum(quantity) AS quantity, sum(value) AS value
      FROM market_positionbucket WHERE metal = %s GROUP BY month) b,
     (SELECT value FROM market_quote WHERE instrument_id = %s AND trade_date <= %s
      ORDER BY trade_date DESC, version DESC LIMIT 1) q
GROUP BY b.month ORDER BY b.month
"""
LIVE = """
SELECT e.month, sum(e.quantity), round(sum(e.quantity) * max(q.value), 2) - sum(e.amount)
FROM market_positionentry e,
     (SELECT value FROM market_quote WHERE instrument_id = %s AND trade_date <= %s
      ORDER BY trade_date DESC, version DESC LIMIT 1) q
WHERE e.metal = %s GROUP BY e.month ORDER BY e.month
"""


def rows() -> Iterator[Row]:
    """This will measure against the same sums in SQL, and against adding every line up anew."""
    with transaction.atomic():
        series = fill()
        name = f"mark to market of {LINES:,} open lines after one tick (function)"
        given = [METAL, series.pk, ON]
        yield in_process(name, ladder, lambda: _ask(KEPT, given), goal=GOAL, rounds=10)
        yield in_process(
            f"{name}, against adding up every line",
            ladder,
            lambda: _ask(LIVE, [series.pk, ON, METAL]),
            goal=GOAL,
            rounds=3,
        )
        transaction.set_rollback(True)


def ladder() -> list[tuple[str, Decimal, Decimal]]:
    """This will give the net tonnes and the result of each month, as the house says it."""
    found = queries.ladder(METAL, on=ON)
    return [(rung["month"], rung["net"], rung["values"][0]["result"]) for rung in found["rungs"]]


def _ask(sql: str, given: list[Any]) -> list[tuple[str, Decimal, Decimal]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())


def fill() -> Instrument:
    """This will make the entries of 100,000 lines, their sums, and one price."""
    kinds = (("purchase", 1), ("sale", -1), ("stock", 1), ("futures", -1))
    entries = []
    for at in range(LINES):
        kind, sign = kinds[at % 4]
        quantity, price = Decimal(at % 900 + 100) / 10 * sign, Decimal(90_000 + at % 20_000)
        entries.append(
            PositionEntry(
                on=ON,
                metal=METAL,
                month=f"2026-{7 + at % 6:02d}" if at % 2 else f"2027-{1 + at % 6:02d}",
                kind=kind,
                side="buy" if sign > 0 else "sell",
                quantity=quantity,
                price=price,
                amount=quantity * price,
                source_code="bench",
                source_id=uuid4(),
                created_at=NOW,
            )
        )
    PositionEntry.objects.bulk_create(entries, batch_size=5_000)
    with connection.cursor() as cursor:
        cursor.execute(SUM, [METAL])
        cursor.execute("ANALYZE market_positionentry")
    series = Instrument.objects.create(
        code="BENCH.XX", name="bench", market="BENCH", metal=METAL, form="continuous",
        tax_basis="incl", currency="CNY", calendar="BENCH", quote_kinds=["settle"],
        created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    Quote.objects.create(
        instrument=series, kind="settle", trade_date=ON, value=Decimal(102_440),
        status="official", source="bench", recorded_at=NOW,
    )  # fmt: skip
    return series
