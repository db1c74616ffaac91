"""The playbook on plain values: who fits a rule, what a title says, which periods were missed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from string import Formatter
from uuid import UUID

NO_LEVEL = "-"
"""Stands for a company that has no level, or a lead that is no company yet."""
NAMES = ("party", "name", "no", "amount", "stage", "days", "date", "week", "title")
"""What a title may speak of, each only by its name in braces."""
FRIDAY = 4
WEEK = re.compile(r"(\d{4})-W(\d{2})")


@dataclass(frozen=True, kw_only=True)
class Case:
    """One occasion for a task: a paper, the moment its deadline counts from, its period's key.

    What happens from `since` on, else from that moment on, may answer it; of what people did it
    is the day they did it that counts, when `counts_from` says from when.
    """

    document: str
    document_id: UUID
    party_id: UUID | None
    owner_id: int | None
    unit_id: UUID | None
    at: datetime
    key: str
    since: datetime | None = None
    counts_from: datetime | None = None
    amount: Decimal | None = None
    level: str = NO_LEVEL
    pipeline: str = ""
    stage: str = ""
    source: str = ""
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Condition:
    """For whom a rule is; an empty list or None asks for nothing."""

    amount_over: Decimal | None = None
    levels: tuple[str, ...] = ()
    pipeline: str = ""
    stages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def fits(condition: Condition, case: Case) -> bool:
    """This will tell whether a rule is for an occasion; more than the amount, not the amount."""
    over = condition.amount_over
    if over is not None and (case.amount is None or case.amount <= over):
        return False
    if condition.pipeline and case.pipeline != condition.pipeline:
        return False
    asked = (
        (condition.levels, case.level),
        (condition.stages, case.stage),
        (condition.sources, case.source),
    )
    return all(not wanted or found in wanted for wanted, found in asked)


def unknown_names(template: str) -> list[str]:
    """This will list what of a title is no plain name it may speak of.

    Attributes, items, formats and conversions are refused: a title is data, not code. Raises
    ValueError for braces that do not match.
    """
    wrong = []
    for _text, name, form, conversion in Formatter().parse(template):
        if name is not None and (name not in NAMES or form or conversion):
            wrong.append(name or "{}")
    return wrong


def fill(template: str, names: Mapping[str, str]) -> str:
    """This will write a title out; what is not known stays empty."""
    parts = []
    for text, name, _form, _conversion in Formatter().parse(template):
        parts.append(text)
        if name is not None:
            parts.append(names.get(name, ""))
    return " ".join("".join(parts).split())


def week_of(day: date) -> str:
    """This will name the ISO week of a day: `2026-W40`."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"


def monday_of(week: str) -> date:
    """This will give the first day of an ISO week; ValueError for what is no week."""
    found = WEEK.fullmatch(week)
    if found is None:
        raise ValueError(week)
    return date.fromisocalendar(int(found[1]), int(found[2]), 1)


def weeks(first: date, last: date) -> list[date]:
    """This will give the Mondays of the weeks from one day to another, both included."""
    monday = first - timedelta(days=first.weekday())
    count = (last - monday).days // 7 + 1
    return [monday + timedelta(weeks=n) for n in range(count)]


def is_exempt(created_on: date, monday: date) -> bool:
    """This will tell whether a sale begun after Thursday need not be followed up that week."""
    return created_on >= monday + timedelta(days=FRIDAY)


def round_of(anchor: date, today: date, *, every: int) -> int:
    """This will count how many whole periods have passed since a day."""
    return (today - anchor).days // every


def share(done: int, of: int) -> Decimal:
    """This will give a part of a whole to four places; nothing to do is all done."""
    if of == 0:
        return Decimal(1)
    return (Decimal(done) / Decimal(of)).quantize(Decimal("0.0001"))


def joined(parts: Iterable[str]) -> str:
    """This will write a key out of its parts."""
    return ":".join(parts)
