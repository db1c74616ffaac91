"""The score of sending somebody to a job: plain values in, points with their reasons out.

Every part is worth 0 to 100 points and counts by the company's weight; a part that can tell
nobody apart (no site on the map, no part expected) is left out for all. What is a must is no
part: who lacks a skill, has no hours, is too far or cannot come in the customer's time is
excluded, and named with the reason.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.service.engineer.calc import EARTH_KM, Held, Lack, Span, lacks

STEP_MINUTES = 5
MANY_VISITS = 3
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rules:
    """The weights in force, and how travel is reckoned: straight line times detour over speed."""

    weights: Mapping[str, int]
    speed_kmh: int
    detour: float
    furthest_km: int
    until: datetime
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Job:
    """What has to be done: `ready` is the earliest moment, `latest` the customer's last one."""

    id: UUID
    needs: tuple[str, ...]
    minutes: int
    ready: datetime
    latest: datetime | None
    deadline: datetime | None
    site: Point | None
    address: str
    customer_id: UUID
    expected: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Booking:
    """A job somebody is booked for, and where."""

    start: datetime
    end: datetime
    site: Point | None


@dataclass(slots=True)
class Person:
    """An engineer with everything a suggestion asks about."""

    id: UUID
    name: str
    held: Mapping[str, Held]
    home: Point | None
    hours: Sequence[Span]
    booked: list[Booking]
    territory: Sequence[str]
    van: frozenset[UUID]
    visits: Mapping[UUID, int]
    hourly: Decimal | None
    hours_total: float = 0.0
    hours_booked: float = 0.0


class Slot(NamedTuple):
    """When somebody could start, from where, and how far that is."""

    start: datetime
    km: float | None
    minutes: int
    from_home: bool


@dataclass(slots=True)
class Offer:
    """One engineer for one job: points of every part that counts, and what they come from."""

    person: Person
    slot: Slot
    end: datetime
    points: dict[str, float]
    score: float = 0.0
    expense: Decimal | None = None


class Excluded(NamedTuple):
    """Somebody who cannot be sent, and why: a word and what it is about."""

    person: Person
    why: str
    lacks: tuple[Lack, ...] = ()
    km: float | None = None
    free_at: datetime | None = None


def distance(a: Point, b: Point) -> float:
    """This will give the kilometres between two points as the crow flies."""
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


def travel(a: Point | None, b: Point | None, rules: Rules) -> tuple[float | None, int]:
    """This will give road kilometres and minutes, rounded up to five; nothing without a place."""
    if a is None or b is None:
        return None, 0
    km = distance(a, b) * rules.detour
    minutes = math.ceil(round(km / rules.speed_kmh * 60, 6) / STEP_MINUTES) * STEP_MINUTES
    return km, minutes


def earliest(job: Job, person: Person, rules: Rules) -> Slot | None:
    """This will find the first time that fits shift, other jobs and the way between them.

    The way to the first job of a shift begins with the shift, at home; the way on to the next
    job is left free as well.
    """
    length = timedelta(minutes=job.minutes)
    ready, from_home = job.ready, travel(person.home, job.site, rules)
    for opens, closes in person.hours:
        if closes <= ready or closes - opens < length:
            continue
        within = [b for b in person.booked if b.start < closes and b.end > opens]
        for at in range(len(within) + 1):
            before = within[at - 1] if at else None
            after = within[at] if at < len(within) else None
            way = from_home
            if before is not None:
                way = travel(before.site or person.home, job.site, rules)
            slot = _between(job, opens, before, way)
            end = slot.start + length
            if after is None:
                fits = end <= closes
            else:
                fits = (
                    end + timedelta(minutes=travel(job.site, after.site, rules)[1]) <= after.start
                )
            if fits and slot.start < rules.until:
                return slot
    return None


def _between(
    job: Job, opens: datetime, before: Booking | None, way: tuple[float | None, int]
) -> Slot:
    km, minutes = way
    free = opens if before is None else max(opens, before.end)
    start = max(free + timedelta(minutes=minutes), job.ready)
    return Slot(_step(start), km, minutes, before is None)


def _step(moment: datetime) -> datetime:
    """Appointments begin at five minutes."""
    over = timedelta(
        minutes=moment.minute % STEP_MINUTES, seconds=moment.second, microseconds=moment.microsecond
    )
    return moment if not over else moment - over + timedelta(minutes=STEP_MINUTES)


def weigh(job: Job, person: Person, rules: Rules) -> Offer | Excluded:
    """This will work out one engineer's points for one job, or why not."""
    today = job.ready.astimezone(rules.zone).date()
    missing = lacks(job.needs, person.held, today)
    if missing:
        return Excluded(person, "skill", tuple(missing))
    if not person.hours:
        return Excluded(person, "hours")
    slot = earliest(job, person, rules)
    if slot is None:
        km, _minutes = travel(person.home, job.site, rules)
        is_far = km is not None and km > rules.furthest_km
        return Excluded(person, "far", km=km) if is_far else Excluded(person, "full")
    return _offer(job, person, rules, slot)


def _offer(job: Job, person: Person, rules: Rules, slot: Slot) -> Offer | Excluded:
    day: date = slot.start.astimezone(rules.zone).date()
    missing = lacks(job.needs, person.held, day)
    if missing:
        return Excluded(person, "skill", tuple(missing), free_at=slot.start)
    if slot.km is not None and slot.km > rules.furthest_km:
        return Excluded(person, "far", km=slot.km)
    end = slot.start + timedelta(minutes=job.minutes)
    if job.latest is not None and end > job.latest:
        return Excluded(person, "window", free_at=slot.start)
    offer = Offer(person, slot, end, _points(job, person, rules, slot))
    if person.hourly is not None:
        offer.expense = person.hourly * (job.minutes + 2 * slot.minutes) / 60
    return offer


def _points(job: Job, person: Person, rules: Rules, slot: Slot) -> dict[str, float]:
    points: dict[str, float] = {"slot": _promptness(job, rules, slot)}
    if job.site is not None:
        near = 0.0 if slot.km is None else 1 - slot.km / rules.furthest_km
        points["travel"] = 100 * max(0.0, near)
    if job.needs:
        points["skill"] = _surplus(job.needs, person.held)
    total = person.hours_total
    points["load"] = 100 * max(0.0, 1 - person.hours_booked / total) if total else 0.0
    if job.expected:
        points["part"] = 100 * len(job.expected & person.van) / len(job.expected)
    seen = min(person.visits.get(job.customer_id, 0), MANY_VISITS)
    points["known"] = (0.0, 60.0, 80.0, 100.0)[seen]
    if job.address:
        points["territory"] = 100.0 if any(w in job.address for w in person.territory) else 0.0
    return points


def _promptness(job: Job, rules: Rules, slot: Slot) -> float:
    """All the time left is 100, the promise itself 0, later still 0; the horizon where none is."""
    latest = job.deadline or rules.until
    whole = (latest - job.ready).total_seconds()
    if whole <= 0:
        return 0.0
    return 100 * min(1.0, max(0.0, (latest - slot.start).total_seconds() / whole))


def _surplus(needs: Sequence[str], held: Mapping[str, Held]) -> float:
    """The level asked for is worth 60, each level above it 20, at most 100."""
    worth = 0.0
    for need in needs:
        code, _colon, level = need.partition(":")
        worth += min(100.0, 60.0 + 20.0 * (held[code].level - int(level or 1)))
    return worth / len(needs)


def rank(
    job: Job, people: Iterable[Person], rules: Rules, *, with_cost: bool
) -> tuple[list[Offer], list[Excluded]]:
    """This will put who can be sent in order, best first, and name who cannot."""
    offers, excluded = [], []
    for person in people:
        found = weigh(job, person, rules)
        if isinstance(found, Offer):
            offers.append(found)
        else:
            excluded.append(found)
    if with_cost:
        _compare_cost(offers)
    for offer in offers:
        offer.score = total(offer.points, rules.weights)
    offers.sort(key=lambda o: (-round(o.score, 1), o.slot.start, o.person.name, o.person.id))
    return offers, excluded


def _compare_cost(offers: Sequence[Offer]) -> None:
    known = [o.expense for o in offers if o.expense is not None]
    if not known:
        return
    least = min(known)
    for offer in offers:
        if offer.expense is None:
            offer.points["cost"] = 0.0
        else:
            offer.points["cost"] = (
                100.0 if not offer.expense else float(100 * least / offer.expense)
            )


def total(points: Mapping[str, float], weights: Mapping[str, int]) -> float:
    """This will give the weighted mean of the parts that count, 0 to 100."""
    whole = sum(weights[name] for name in points)
    return sum(weights[name] * worth for name, worth in points.items()) / whole if whole else 0.0


def book(person: Person, job: Job, offer: Offer) -> None:
    """This will take a suggestion as done, so that the next job knows of it."""
    person.booked.append(Booking(offer.slot.start, offer.end, job.site))
    person.booked.sort(key=lambda booking: booking.start)
    person.hours_booked += job.minutes / 60
