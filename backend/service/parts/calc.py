"""Sums of spare parts: what a van lacks, how long a supplier answers, numbers without signs."""

import calendar
import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal

_SIGNS = re.compile(r"[^0-9A-Z\u4e00-\u9fff]+")


def number_key(number: str) -> str:
    """This will give a part number as it is compared: capitals and digits, no signs or spaces."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", number).upper())


def to_order(*, least: Decimal, most: Decimal, there: Decimal, coming: Decimal) -> Decimal:
    """This will tell how much fills a van up to its most, once it would fall below its least."""
    covered = there + coming
    return most - covered if covered < least else Decimal(0)


def covered_until(starts_on: date, months: int) -> date:
    """This will give the last day of a promise of so many months; that day still counts."""
    index = starts_on.year * 12 + starts_on.month - 1 + months
    year, month = divmod(index, 12)
    day = min(starts_on.day, calendar.monthrange(year, month + 1)[1])
    return date(year, month + 1, day) - timedelta(days=1)
