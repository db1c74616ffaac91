"""Giving out numbers without gaps and without twins."""

from datetime import date

from django.db import connection

_NEXT = """
INSERT INTO core_series (code, period, last) VALUES (%s, %s, 1)
ON CONFLICT (code, period) DO UPDATE SET last = core_series.last + 1
RETURNING last
"""


def next_number(code: str, *, on: date) -> str:
    """This will give the next number of a series for a day's year: `HT-2026-0001`.

    The row stays locked until the transaction ends, so a rollback leaves no gap.
    """
    period = f"{on:%Y}"
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [code, period])
        (last,) = cursor.fetchone()
    return f"{code}-{period}-{last:04d}"
