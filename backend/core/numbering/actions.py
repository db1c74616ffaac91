"""Giving out numbers without gaps and without twins."""

from datetime import date

from django.db import connection

_NEXT = """
INSERT INTO core_series (code, period, last) VALUES (%s, %s, %s)
ON CONFLICT (code, period) DO UPDATE SET last = core_series.last + excluded.last
RETURNING last
"""


def next_number(code: str, *, on: date) -> str:
    """This will give the next number of a series for a day's year: `HT-2026-0001`.

    The row stays locked until the transaction ends, so a rollback leaves no gap.
    """
    return next_numbers(code, on=on, count=1)[0]


def next_numbers(code: str, *, on: date, count: int) -> list[str]:
    """This will give so many numbers of a series in one step, in their order."""
    period = f"{on:%Y}"
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [code, period, count])
        (last,) = cursor.fetchone()
    return [f"{code}-{period}-{last - back:04d}" for back in range(count - 1, -1, -1)]
