"""When work falls due: steps of the calendar, meters, thresholds, seasons, and compliance.

A day of the month that a month lacks is its last day, and the step after it counts from the
anchor again: from 31 January monthly is 28 February, then 31 March. From 29 February yearly is 28
February in common years and 29 February in leap years.
"""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from backend.core import money

SEASON = r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])~(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
RATE_DAYS = 90
"""How far back the use of a machine is measured."""


class Due(NamedTuple):
    """One time work is called for: the key that makes it once, the day, and why."""

    key: str
    on: date
    why: str
    reading: Decimal | None = None


class Seen(NamedTuple):
    """What a meter showed; a reset starts it anew and counts nothing itself."""

    at: date
    value: Decimal
    is_reset: bool = False


def step(anchor: date, every: int, unit: str, times: int) -> date:
    """This will give the day so many steps after an anchor."""
    count = every * times
    if unit in ("d", "w"):
        return anchor + timedelta(days=count * (7 if unit == "w" else 1))
    months = anchor.year * 12 + anchor.month - 1 + count * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(anchor.day, last))


def fixed(anchor: date, every: int, unit: str, *, since: date, until: date) -> list[Due]:
    """This will give the days of a fixed rhythm from `since` to `until`, both included.

    The first is one step after the anchor; the key is the day itself, whatever becomes of it.
    """
    found: list[Due] = []
    times = max(1, _steps_before(anchor, every, unit, since))
    while True:
        day = step(anchor, every, unit, times)
        if day > until:
            return found
        if day >= since:
            found.append(Due(f"{every}{unit}:{day.isoformat()}", day, "calendar"))
        times += 1


def _steps_before(anchor: date, every: int, unit: str, since: date) -> int:
    """A number of whole steps that certainly ends before `since`."""
    days = {"d": 1, "w": 7, "m": 31, "y": 366}[unit] * every
    return max(0, (since - anchor).days // days)


def floating(base: date, every: int, unit: str, *, until: date) -> list[Due]:
    """This will give the one day a rhythm falls due after the last time, if that is so soon."""
    day = step(base, every, unit, 1)
    return [Due(f"{every}{unit}~{day.isoformat()}", day, "floating")] if day <= until else []


def totals(seen: Iterable[Seen]) -> list[Seen]:
    """This will give readings as if the meter had never been reset, in their order."""
    found: list[Seen] = []
    before: Seen | None = None
    total = Decimal(0)
    for one in seen:
        if before is None:
            total = one.value
        elif not one.is_reset:
            total += one.value - before.value
        found.append(Seen(one.at, total))
        before = one
    return found


def rate(seen: Sequence[Seen]) -> Decimal | None:
    """This will give the use a day over the last 90 days of readings, None when it cannot say."""
    if not seen:
        return None
    last = seen[-1]
    since = [one for one in seen if (last.at - one.at).days <= RATE_DAYS]
    days = (last.at - since[0].at).days
    used = last.value - since[0].value
    return used / days if days > 0 and used > 0 else None


def forecast(seen: Sequence[Seen], threshold: Decimal) -> date | None:
    """This will tell on which day a meter reaches a value, or reached it; None when unknown."""
    reached = next((one.at for one in seen if one.value >= threshold), None)
    if reached is not None:
        return reached
    use = rate(seen)
    if use is None:
        return None
    days = math.ceil((threshold - seen[-1].value) / use)
    return seen[-1].at + timedelta(days=days) if days < 36_500 else None


def metered(
    name: str,
    every: Decimal,
    seen: Sequence[Seen],
    *,
    base: Decimal,
    is_floating: bool,
    until: date,
) -> list[Due]:
    """This will give what a meter calls for: the highest step passed since, and the next one.

    Fixed steps are multiples of the interval, floating ones count from `base`, the meter at the
    last time. Several steps passed between two readings are one visit.
    """
    if not seen:
        return []
    mark = "~" if is_floating else "/"
    start = base if is_floating else base // every * every
    passed = max(int((seen[-1].value - start) // every), 0)
    wanted = [start + every * n for n in (passed, passed + 1) if n >= 1]
    found = []
    for threshold in wanted[:1] if is_floating else wanted:
        day = forecast(seen, threshold)
        if day is not None and day <= until:
            key = f"{name}{mark}{plain(every)}:{plain(threshold)}"
            found.append(Due(key, day, "meter", threshold))
    return found


def breached(
    name: str, compare: str, threshold: Decimal, seen: Sequence[Seen], *, since: date
) -> list[Due]:
    """This will give the first reading beyond a threshold since the last time, if there is one.

    Readings that stay beyond it are the same occasion; one that came back and went again is too,
    until the work was done.
    """
    for one in seen:
        beyond = one.value > threshold if compare == "above" else one.value < threshold
        if beyond and one.at > since:
            sign = ">" if compare == "above" else "<"
            key = f"{name}{sign}{plain(threshold)}:{one.at.isoformat()}"
            return [Due(key, one.at, "condition", one.value)]
    return []


def plain(value: Decimal) -> str:
    """This will write a figure without idle zeros."""
    return f"{value.normalize():f}"


def is_season(windows: Sequence[str], day: date) -> bool:
    """This will tell whether a day lies in one of the windows (`04-01~10-31`); none means always.

    A window may run over the turn of the year; both its days are inside.
    """
    here = (day.month, day.day)
    for text in windows:
        if not re.fullmatch(SEASON, text):
            raise ValueError(text)
        first, last = (tuple(map(int, part.split("-"))) for part in text.split("~"))
        inside = first <= here <= last if first <= last else here >= first or here <= last
        if inside:
            return True
    return not windows


def in_season(windows: Sequence[str], day: date) -> date:
    """This will move a day out of season to the day the next window opens."""
    for ahead in range(367):
        later = day + timedelta(days=ahead)
        if is_season(windows, later):
            return later
    return day


class Judged(NamedTuple):
    """A due visit as compliance sees it."""

    window_from: date
    window_until: date
    done_on: date | None


class Compliance(NamedTuple):
    """How many visits counted, how many were done inside their window, and the percentage."""

    counted: int
    inside: int
    outside: int
    undone: int
    percent: Decimal | None


def compliance(rows: Iterable[Judged], *, as_of: date) -> Compliance:
    """This will judge visits: done inside the window, done outside it, or not done in time.

    What is not done and whose window is still open counts nowhere yet.
    """
    inside = outside = undone = 0
    for row in rows:
        if row.done_on is not None and row.done_on <= as_of:
            if row.window_from <= row.done_on <= row.window_until:
                inside += 1
            else:
                outside += 1
        elif row.window_until < as_of:
            undone += 1
    counted = inside + outside + undone
    percent = money.price(Decimal(inside * 100) / counted, places=1) if counted else None
    return Compliance(counted, inside, outside, undone, percent)


def window(day: date, *, early: int, late: int) -> tuple[date, date]:
    """This will give from when to when a visit is in time."""
    return day - timedelta(days=early), day + timedelta(days=late)
