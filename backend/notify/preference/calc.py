"""Quiet hours on plain values."""

from datetime import datetime, time, timedelta


def wakes_at(now: datetime, *, starts: time, ends: time) -> datetime | None:
    """This will give the end of the quiet hours a local moment lies in, None when in none.

    Quiet hours may pass midnight: from 22:00 to 07:30. The first minute is quiet, the last not.
    """
    clock = now.timetz().replace(tzinfo=None)
    ends_today = now.replace(hour=ends.hour, minute=ends.minute, second=0, microsecond=0)
    if starts < ends:
        return ends_today if starts <= clock < ends else None
    if clock >= starts:
        return ends_today + timedelta(days=1)
    return ends_today if clock < ends else None
