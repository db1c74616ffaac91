"""Giving many papers to somebody else at once, each with its own news."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import F

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.documents.models import Document
from backend.core.events import log
from backend.core.guards import AppendOnly
from backend.core.registry import Resource


def event_of(resource: Resource) -> str:
    """This will name the news that a paper went to somebody else together with others."""
    name = f"{resource.code}.handed_over"
    log.declare(name)
    return name


def is_owned(resource: Resource) -> bool:
    """This will tell whether a kind of paper is in somebody's hands, and can change hands."""
    names = {column.name for column in resource.model._meta.concrete_fields}
    fixed = any(isinstance(rule, AppendOnly) for rule in resource.model._meta.constraints)
    return "owner" in names and not fixed


def move(
    rows: Sequence[models.Model],
    *,
    actor: Actor,
    owner_id: int | None,
    unit_id: Any,
    event: str,
    payload: dict[str, Any] | None = None,
    reason: str = "",
    **columns: Any,
) -> None:
    """This will give rows of one kind, which the caller has locked, to a person or to nobody.

    One statement writes them, one tells of each. Further columns are written with the owner.
    """
    if not rows:
        return
    values = {"owner_id": owner_id, "unit_id": unit_id, **columns}
    told = [(row, _difference(row, values)) for row in rows]
    facts: dict[str, Any] = dict(values)
    if isinstance(rows[0], Document):
        facts |= {"version": F("version") + 1, "updated_at": context.now()}
    for row in rows:
        _take_over(row, values)
    keys = [row.pk for row in rows]
    type(rows[0])._default_manager.filter(pk__in=keys).update(**facts)
    log.emit_all(event, told, actor=actor, payload=payload, reason=reason)


def _difference(row: models.Model, values: dict[str, Any]) -> dict[str, Any]:
    before = {name: getattr(row, name) for name in values}
    return {name: [before[name], new] for name, new in values.items() if before[name] != new}


def _take_over(row: models.Model, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    if isinstance(row, Document):
        row.version += 1
