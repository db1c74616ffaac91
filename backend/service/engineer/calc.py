"""Skills, hours and distances as plain values; nothing of Django."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

SKILL = r"^[A-Za-z0-9\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff_.-]{0,39}$"
NEED = r"^[A-Za-z0-9\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff_.-]{0,39}(:[1-5])?$"
EARTH_KM = 6371.0088
Span = tuple[datetime, datetime]


class Need(NamedTuple):
    """A skill that a job asks for, at least at this level."""

    code: str
    level: int

    def __str__(self) -> str:
        return self.code if self.level == 1 else f"{self.code}:{self.level}"


class Held(NamedTuple):
    """A skill that somebody has, until the end of a day or for good."""

    code: str
    level: int
    expires_on: date | None


class Lack(NamedTuple):
    """A skill that is missing, and why: never learned, too low, or expired."""

    need: Need
    why: str
    level: int = 0
    expired_on: date | None = None


@lru_cache(maxsize=2_000)
def read_need(text: str) -> Need:
    """This will read `hydraulics` or `hydraulics:3`; a bare code means any level."""
    if not re.fullmatch(NEED, text):
        raise ValueError(text)
    code, _colon, level = text.partition(":")
    return Need(code, int(level or 1))


def lacks(needs: Iterable[str], held: Mapping[str, Held], on: date) -> list[Lack]:
    """This will name what somebody lacks for a job on a day; a skill holds on its last day."""
    found = []
    for need in map(read_need, needs):
        own = held.get(need.code)
        if own is None:
            found.append(Lack(need, "absent"))
        elif own.expires_on is not None and own.expires_on < on:
            found.append(Lack(need, "expired", own.level, own.expires_on))
        elif own.level < need.level:
            found.append(Lack(need, "low", own.level))
    return found


def kilometres(a: tuple[Decimal, Decimal], b: tuple[Decimal, Decimal]) -> Decimal:
    """This will give the distance of two points as the crow flies, to a tenth."""
    (lat_a, lon_a), (lat_b, lon_b) = (
        (math.radians(float(lat)), math.radians(float(lon))) for lat, lon in (a, b)
    )
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return Decimal(f"{2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half))):.1f}")


def merged(spans: Iterable[Span]) -> list[Span]:
    """This will join spans that touch or overlap, in their order."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif start < end:
            found.append((start, end))
    return found


def without(spans: Sequence[Span], taken: Iterable[Span]) -> list[Span]:
    """This will cut the taken spans out of the others; both are joined first."""
    left = merged(spans)
    for gone_from, gone_until in merged(taken):
        left = [
            piece
            for start, end in left
            for piece in ((start, min(end, gone_from)), (max(start, gone_until), end))
            if piece[0] < piece[1]
        ]
    return left


def hours(spans: Iterable[Span]) -> Decimal:
    """This will add up how long spans are, to a hundredth of an hour."""
    total = sum(((end - start) for start, end in merged(spans)), timedelta())
    return Decimal(f"{total.total_seconds() / 3600:.2f}")
