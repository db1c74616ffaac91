"""Periods a claim limit counts by."""

from datetime import date, timedelta


def period_start(on: date, *, period: str) -> date:
    """This will give the first day of the day, week (from Monday) or month a day lies in."""
    if period == "week":
        return on - timedelta(days=on.weekday())
    if period == "month":
        return on.replace(day=1)
    return on
