"""Rows that stand there already: what would change, and may it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.errors import Forbidden
from backend.core.http import problems
from backend.core.spreadsheet import grouping, meaning
from backend.core.spreadsheet.drafts import SAME, UPDATE, Draft, body_schema
from backend.core.spreadsheet.plans import Column, Plan

Columns = Sequence[tuple[int, Column]]


def compare(
    plan: Plan,
    actor: Actor,
    columns: Columns,
    closed: Collection[str],
    drafts: Sequence[Draft],
) -> None:
    """This will find what rows would change, and refuse what this person may not change."""
    resource = plan.resource
    ids = [d.pk for d in drafts if d.pk is not None]
    now = plan.values(ids)
    permission = resource.permission("change")
    rows = resource.model._default_manager.filter(pk__in=ids)
    mine = set(policy.scope(rows, actor, permission).values_list("pk", flat=True))
    for draft in drafts:
        assert draft.pk is not None
        _differ(plan, columns, closed, draft, now[draft.pk])
    if plan.lines is not None:
        grouping.compare(plan, actor, columns, closed, drafts)
    for draft in drafts:
        if not draft.is_open:
            continue
        assert draft.pk is not None
        said = draft.extras.items()
        draft.extras = {n: v for n, v in said if now[draft.pk].get(f"{n}:id") != v}
        draft.action = UPDATE if draft.changes or draft.owner_id or draft.extras else SAME
        if draft.changes and (resource.change is None or draft.pk not in mine):
            draft.refuse(str(Forbidden(permission=permission)))


def _differ(
    plan: Plan,
    columns: Columns,
    closed: Collection[str],
    draft: Draft,
    now: Mapping[str, Any],
) -> None:
    schema = body_schema(plan)
    for _at, column in columns:
        if column.name not in draft.values or column.is_ours or column.name in closed:
            continue
        try:
            given = meaning.leaf(schema, column.name).validate_python(draft.values[column.name])
        except ValidationError as error:
            found = problems.malformed(list(error.errors())).errors.values()
            draft.refuse(f"{column.label}：{next(iter(found))}")
            continue
        known = now.get(f"{column.name}:id", now.get(column.name))
        if meaning.same(known, given):
            continue
        if column.is_fixed:
            draft.refuse(_("{label}：导入不能修改，原值为“{value}”").format(
                label=column.label, value=known
            ))  # fmt: skip
        draft.changes[column.name], draft.before[column.name] = given, known
    if draft.owner_id is not None and draft.owner_id == now.get("owner:id"):
        draft.owner_id = None
    draft.before["owner:id"] = now.get("owner:id")
