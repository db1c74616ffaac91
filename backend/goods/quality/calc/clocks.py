"""Until when goods may be objected to."""

from datetime import date, timedelta
from decimal import Decimal

LAW_YEARS = 2
PERMILLE = Decimal(1000)


def last_day(signed_on: date, *, days: int | None) -> date:
    """This will give the last day to object; where nothing is agreed, two years by law."""
    if days is not None:
        return signed_on + timedelta(days=days)
    is_leap_day = (signed_on.month, signed_on.day) == (2, 29)
    day = signed_on.replace(day=28) if is_leap_day else signed_on
    return day.replace(year=day.year + LAW_YEARS)


def is_within_scale(claimed: Decimal, *, delivered: Decimal, permille: Decimal) -> bool:
    """This will tell whether a shortage is no more than two scales may differ."""
    return claimed * PERMILLE <= delivered * permille
