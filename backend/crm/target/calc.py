"""Periods and milestones."""

from datetime import date, timedelta
from decimal import Decimal

MONTHS = {"month": 1, "quarter": 3, "year": 12}
MILESTONES = (50, 90, 100)


def is_first_day(kind: str, day: date) -> bool:
    """This will tell whether a day begins a month, a quarter or a year."""
    return day.day == 1 and (day.month - 1) % MONTHS[kind] == 0


def last_day(kind: str, first: date) -> date:
    """This will give the last day of a period that begins on a day."""
    months = first.month - 1 + MONTHS[kind]
    following = date(first.year + months // 12, months % 12 + 1, 1)
    return following - timedelta(days=1)


def reached(attained: Decimal, value: Decimal) -> int:
    """This will give the highest milestone in percent that is reached, 0 for none."""
    return max((m for m in MILESTONES if attained * 100 >= value * m), default=0)


def newly(before: int, now: int) -> list[int]:
    """This will name the milestones passed since one, in their order."""
    return [m for m in MILESTONES if before < m <= now]
