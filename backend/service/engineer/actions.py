"""Putting engineers on file, and saying when they work."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import search
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.people import queries as people
from backend.goods.warehouse.models import Warehouse
from backend.service.engineer.models import Certificate, Engineer, Shift, Skill

log.declare(
    "service.engineer.created",
    "service.engineer.changed",
    "service.engineer.rostered",
    "service.engineer.excused",
    "service.engineer.shift_dropped",
    "service.engineer.retired",
    "service.engineer.reinstated",
)

MOST_DAYS = 366


class AlreadyEngineer(Duplicate):
    """The person is on file as an engineer."""

    sentence = _("这位用户已登记为工程师，请直接修改其资料。")


class VanTaken(Duplicate):
    """A van has one driver."""

    sentence = _("该服务车已分配给其他工程师。")


class NotThatShift(Refusal):
    """The shift is not one of this engineer's."""

    status = 409
    sentence = _("该工程师没有这个班次，请刷新后重试。")


documents.explains("service_engineer_user_id_key", AlreadyEngineer())
documents.explains("service_engineer_van_id_key", VanTaken())
documents.explains(
    "service_engineer_point",
    Malformed(errors={"latitude": _("请同时填写纬度（-90 至 90）和经度（-180 至 180）")}),
)
documents.explains("service_shift_forward", Malformed(errors={"ends_at": _("结束须晚于开始")}))


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    user_id: int,
    van_id: UUID | None,
    skills: Sequence[Any],
    certificates: Sequence[Any],
    **facts: Any,
) -> Engineer:
    """This will put a person on file as a service engineer; the file is that person's own."""
    seat = people.seat(user_id, unit_id=None)
    engineer = Engineer(user_id=user_id, owner_id=seat.user_id, unit_id=seat.unit_id, **facts)
    engineer.van = _van(van_id, actor=actor)
    engineer.name_pinyin = search.pinyin_key(engineer.name)
    if id is not None:
        engineer.id = id
    engineer.no = numbering.next_number("GCS", on=on)
    documents.add(
        engineer,
        actor=actor,
        event="service.engineer.created",
        permission="service.create_engineer",
    )
    _write(engineer, {"skills": skills, "certificates": certificates})
    return engineer


@documents.verb
def change(engineer_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Engineer:
    """This will correct facts; a table that is sent replaces the one on file."""
    engineer = _locked(engineer_id, actor, "change")
    tables: dict[str, Sequence[Any]] = {
        n: changes.pop(n) for n in ("skills", "certificates") if n in changes
    }
    if "van_id" in changes:
        engineer.van = _van(changes.pop("van_id"), actor=actor)
    for name, value in changes.items():
        setattr(engineer, name, value)
    engineer.name_pinyin = search.pinyin_key(engineer.name)
    told = {name: [_words(row) for row in rows] for name, rows in tables.items()}
    documents.save(engineer, actor=actor, event="service.engineer.changed", payload=told)
    _write(engineer, tables)
    return engineer


@documents.verb
def roster(
    engineer_id: UUID,
    *,
    actor: Actor,
    first: date,
    last: date,
    weekdays: Sequence[int],
    opens: str,
    closes: str,
    kind: str,
) -> Engineer:
    """This will put the same hours on every named weekday of a span; what stands already stays.

    Hours that close at or before they open end on the next day.
    """
    engineer = _locked(engineer_id, actor, "roster")
    if last < first or (last - first).days > MOST_DAYS:
        raise Malformed(errors={"last": _("结束日期须不早于开始日期，且不超过一年")})
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    hours = time.fromisoformat(opens), time.fromisoformat(closes)
    rows = [_shift(engineer, day, *hours, kind) for day in days if day.isoweekday() in weekdays]
    if not rows:
        raise Malformed(errors={"weekdays": _("所选日期内没有这些星期")})
    Shift.objects.bulk_create(rows, ignore_conflicts=True)
    span = {"first": first.isoformat(), "last": last.isoformat(), "kind": kind}
    return documents.save(
        engineer,
        actor=actor,
        event="service.engineer.rostered",
        payload={**span, "days": len(rows)},
    )


def _shift(engineer: Engineer, day: date, opens: time, closes: time, kind: str) -> Shift:
    zone = timezone.get_current_timezone()
    end = day if closes > opens else day + timedelta(days=1)
    return Shift(
        engineer=engineer,
        kind=kind,
        starts_at=datetime.combine(day, opens, tzinfo=zone),
        ends_at=datetime.combine(end, closes, tzinfo=zone),
    )


@documents.verb
def excuse(
    engineer_id: UUID,
    *,
    actor: Actor,
    kind: str,
    starts_at: datetime,
    ends_at: datetime,
    note: str,
) -> Engineer:
    """This will record that an engineer is away: leave, illness, training."""
    engineer = _locked(engineer_id, actor, "excuse")
    Shift.objects.create(
        engineer=engineer, kind=kind, starts_at=starts_at, ends_at=ends_at, note=note
    )
    span = {"kind": kind, "starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
    return documents.save(
        engineer, actor=actor, event="service.engineer.excused", payload=span, reason=note
    )


@documents.verb
def drop_shift(engineer_id: UUID, *, actor: Actor, shift_id: UUID, reason: str) -> Engineer:
    """This will take hours out of the calendar."""
    engineer = _locked(engineer_id, actor, "drop_shift")
    shift = Shift.objects.filter(pk=shift_id, engineer=engineer).first()
    if shift is None:
        raise NotThatShift
    span = {"kind": shift.kind, "starts_at": shift.starts_at.isoformat()}
    shift.delete()
    return documents.save(
        engineer,
        actor=actor,
        event="service.engineer.shift_dropped",
        payload=span,
        reason=reason,
    )


@documents.verb
def retire(engineer_id: UUID, *, actor: Actor, reason: str) -> Engineer:
    """This will take an engineer out of new plans; what is planned stays."""
    return _switch(engineer_id, actor, is_active=False, event="retired", reason=reason)


@documents.verb
def reinstate(engineer_id: UUID, *, actor: Actor, reason: str) -> Engineer:
    """This will plan with an engineer again."""
    return _switch(engineer_id, actor, is_active=True, event="reinstated", reason=reason)


def _switch(
    engineer_id: UUID, actor: Actor, *, is_active: bool, event: str, reason: str
) -> Engineer:
    engineer = _locked(engineer_id, actor, "retire")
    engineer.is_active = is_active
    return documents.save(engineer, actor=actor, event=f"service.engineer.{event}", reason=reason)


def _locked(engineer_id: UUID, actor: Actor, verb: str) -> Engineer:
    return documents.lock(Engineer, engineer_id, actor=actor, permission=f"service.{verb}_engineer")


def _van(van_id: UUID | None, *, actor: Actor) -> Warehouse | None:
    van = documents.refer(Warehouse, van_id, actor=actor, field="van_id")
    if van is not None and van.kind != Warehouse.Kind.VAN:
        raise Malformed(errors={"van_id": _("请选择类型为“服务车”的仓库")})
    return van


def _write(engineer: Engineer, tables: dict[str, Sequence[Any]]) -> None:
    models: dict[str, Any] = {"skills": Skill, "certificates": Certificate}
    for name, rows in tables.items():
        _no_twins(name, rows)
        getattr(engineer, name).all().delete()
        models[name].objects.bulk_create(
            models[name](engineer=engineer, **_plain(row)) for row in rows
        )


def _no_twins(name: str, rows: Sequence[Any]) -> None:
    keys = [(row.code,) if name == "skills" else (row.name, row.number) for row in rows]
    for at, key in enumerate(keys):
        if key in keys[:at]:
            raise Malformed(errors={f"{name}.{at}": _("重复的行")})


def _plain(row: Any) -> dict[str, Any]:
    facts: dict[str, Any] = row.model_dump()
    return facts


def _words(row: Any) -> dict[str, Any]:
    return {name: str(value) for name, value in _plain(row).items() if value not in (None, "")}
