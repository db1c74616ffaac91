"""Which rule a lead falls under, and whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadFacts:
    """What rules look at."""

    source: str
    province: str = ""
    city: str = ""
    words: str = ""
    amount: Decimal | None = None
    is_working_time: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a rule asks for; an empty list asks for nothing."""

    sources: Sequence[str] = ()
    provinces: Sequence[str] = ()
    cities: Sequence[str] = ()
    words: Sequence[str] = ()
    amount_min: Decimal | None = None
    amount_max: Decimal | None = None
    when: str = "any"


def fits(condition: Condition, facts: LeadFacts) -> bool:
    """This will tell whether a lead falls under a condition; everything asked for must hold."""
    return (
        _among(facts.source, condition.sources)
        and _place(facts.province, condition.provinces)
        and _place(facts.city, condition.cities)
        and _says(facts.words, condition.words)
        and _between(facts.amount, condition.amount_min, condition.amount_max)
        and condition.when in ("any", "working" if facts.is_working_time else "off")
    )


def _among(value: str, wanted: Sequence[str]) -> bool:
    return not wanted or value in wanted


def _place(value: str, wanted: Sequence[str]) -> bool:
    """江苏 and 江苏省 are one place."""
    return not wanted or any(_short(value) == _short(name) for name in wanted)


def _short(name: str) -> str:
    name = name.strip()
    return name[:-1] if len(name) > 2 and name[-1] in "省市" else name


def _says(text: str, words: Sequence[str]) -> bool:
    said = text.casefold()
    return not words or any(word.casefold() in said for word in words)


def _between(amount: Decimal | None, least: Decimal | None, most: Decimal | None) -> bool:
    """A lead without an amount is under no rule that asks for one."""
    if least is None and most is None:
        return True
    if amount is None:
        return False
    return (least is None or amount >= least) and (most is None or amount < most)


class Seat(NamedTuple):
    """Somebody a rule may give a lead to; `place` is their place in the round."""

    user_id: int
    place: int


def next_in_turn(seats: Sequence[Seat], *, last: int | None) -> Seat | None:
    """This will give whose turn it is: the first behind the last, else the first of all."""
    order = sorted(seats, key=lambda seat: seat.place)
    behind = [seat for seat in order if last is not None and seat.place > last]
    return next(iter([*behind, *order]), None)


def least_loaded(
    seats: Sequence[Seat],
    *,
    loads: Mapping[int, int],
    latest: Mapping[int, datetime],
) -> Seat | None:
    """This will give who has the fewest leads in hand; of equals, who waits longest for one."""

    def order(seat: Seat) -> tuple[int, bool, float, int]:
        at = latest.get(seat.user_id)
        return (
            loads.get(seat.user_id, 0),
            at is not None,
            0.0 if at is None else at.timestamp(),
            seat.place,
        )

    return min(seats, key=order, default=None)
