"""Questions about engineers: skills of a day, hours at work."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from backend.service.engineer import calc
from backend.service.engineer.models import Engineer, Shift, Skill


def has_skills(engineer_id: UUID, codes: Iterable[str], on: date) -> list[str]:
    """This will name the skills of a job that an engineer lacks on a day."""
    return [str(lack.need) for lack in lacks(engineer_id, codes, on)]


def lacks(engineer_id: UUID, codes: Iterable[str], on: date) -> list[calc.Lack]:
    """This will name what an engineer lacks for a job on a day, and why."""
    return calc.lacks(codes, skills_of([engineer_id])[engineer_id], on)


def skills_of(engineer_ids: Iterable[UUID]) -> dict[UUID, dict[str, calc.Held]]:
    """This will give the skills of many engineers in one question."""
    found: dict[UUID, dict[str, calc.Held]] = defaultdict(dict)
    rows = Skill.objects.filter(engineer_id__in=list(engineer_ids))
    for engineer_id, code, level, until in rows.values_list(
        "engineer_id", "code", "level", "expires_on"
    ):
        found[engineer_id][code] = calc.Held(code, level, until)
    return found


def of_user(user_id: int | None) -> Engineer | None:
    """This will give the engineer a person is, if any."""
    return Engineer.objects.filter(user_id=user_id).first() if user_id is not None else None


def shifts_of(
    engineer_ids: Iterable[UUID], *, starts_at: datetime, ends_at: datetime
) -> dict[UUID, list[tuple[str, datetime, datetime]]]:
    """This will give what many engineers' calendars say of a span, in one question."""
    found: dict[UUID, list[tuple[str, datetime, datetime]]] = defaultdict(list)
    rows = Shift.objects.filter(
        engineer_id__in=list(engineer_ids), ends_at__gt=starts_at, starts_at__lt=ends_at
    ).order_by("starts_at")
    for engineer_id, kind, start, end in rows.values_list(
        "engineer_id", "kind", "starts_at", "ends_at"
    ):
        found[engineer_id].append((kind, start, end))
    return found


def hours_of(
    engineer_ids: Iterable[UUID], *, starts_at: datetime, ends_at: datetime
) -> dict[UUID, list[calc.Span]]:
    """This will give when many engineers are there: shifts without leave, illness, training."""
    spans = shifts_of(engineer_ids, starts_at=starts_at, ends_at=ends_at)
    found: dict[UUID, list[calc.Span]] = defaultdict(list)
    for engineer_id, rows in spans.items():
        there = [(start, end) for kind, start, end in rows if kind in Shift.PRESENT]
        away = [(start, end) for kind, start, end in rows if kind not in Shift.PRESENT]
        found[engineer_id] = calc.without(there, away)
    return found
