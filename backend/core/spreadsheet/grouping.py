"""Rows that make one document together: brought together, compared and told row by row again."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from backend.core.access.actor import Actor
from backend.core.access.models import Mode
from backend.core.backoffice.shapes import shapes
from backend.core.errors import FieldForbidden
from backend.core.http import problems
from backend.core.spreadsheet.calc.cells import Cell, text
from backend.core.spreadsheet.columns import Column
from backend.core.spreadsheet.drafts import REFUSE, Draft, body_schema
from backend.core.spreadsheet.plans import NUMBER, Lines, Plan, Values
from backend.core.spreadsheet.reading import Row

Columns = Sequence[tuple[int, Column]]


def together(plan: Plan, columns: Columns, rows: Sequence[Row]) -> list[list[Row]]:
    """This will bring the rows of each document together; the first row decides the order."""
    keys = [key[0] for key in plan.keys if len(key) == 1]
    places = {column.name: at for at, column in columns if column.name in keys}
    said = [{name: text(_cell(row, at)) for name, at in places.items()} for row in rows]
    numbered: dict[str, set[str]] = {}
    for one in said:
        if one.get(NUMBER):
            for name in keys:
                numbered.setdefault(one.get(name, ""), set()).add(one[NUMBER])
    found: dict[tuple[str, str], list[Row]] = {}
    for row, one in zip(rows, said, strict=True):
        key = next(((name, one[name]) for name in keys if one.get(name)), ("", str(row.line)))
        numbers = numbered.get(key[1], set())
        if key[0] not in ("", NUMBER) and len(numbers) == 1:
            key = (NUMBER, next(iter(numbers)))
        found.setdefault(key, []).append(row)
    return list(found.values())


def _cell(row: Row, at: int) -> Cell:
    return row.cells[at] if at < len(row.cells) else None


def run_of(groups: Iterable[list[Row]], *, at: int, size: int) -> list[Row]:
    """This will give the next rows from a place on, never half of a document."""
    found: list[Row] = []
    passed = 0
    for group in groups:
        if passed >= at:
            if found and len(found) + len(group) > size:
                break
            found += group
        passed += len(group)
    return found


def gather(plan: Plan, groups: Sequence[Sequence[Draft]]) -> list[Draft]:
    """This will make one draft of the rows of each document: its head, and a line a row."""
    assert plan.lines is not None
    return [_one(plan, plan.lines, rows) for rows in groups]


def _one(plan: Plan, lines: Lines, rows: Sequence[Draft]) -> Draft:
    head = Draft(rows[0].line, members=list(rows))
    told: dict[str, int] = {}
    for row in rows:
        own = {n: v for n, v in row.values.items() if n.startswith(lines.first)}
        for name in row.values.keys() - own.keys():
            first = head.values.setdefault(name, row.values[name])
            if first != row.values[name]:
                column = plan.column(name)
                row.refuse(
                    _("{label}：与第 {line} 行不一致").format(
                        label=column.label if column else name, line=told[name]
                    )
                )
            told.setdefault(name, row.line)
        row.values = own
        head.external = head.external or row.external
        head.owner_id = head.owner_id or row.owner_id
        if own:
            head.lines.append(row)
    if any(row.reasons for row in rows):
        head.action = REFUSE
    return head


def lines_of(plan: Plan, draft: Draft) -> Values:
    """This will give the lines of a new document by their places in its body."""
    if plan.lines is None:
        return {}
    return {
        f"{plan.lines.name}.{place}.{name.removeprefix(plan.lines.first)}": value
        for place, row in enumerate(draft.lines)
        for name, value in row.values.items()
    }


# -- lines that are there already ------------------------------------------------------------


def compare(
    plan: Plan, actor: Actor, columns: Columns, closed: Iterable[str], drafts: Sequence[Draft]
) -> None:
    """This will find which documents get other lines than they have."""
    lines = plan.lines
    assert lines is not None
    line = shapes(body_schema(plan))[lines.name].body
    assert line is not None
    hidden = [c for c in plan.columns if c.name.startswith(lines.first)]
    hidden = [c for c in hidden if c.mode(actor) < Mode.WRITE]
    shut = set(closed)
    named = {
        column.name.removeprefix(lines.first)
        for _at, column in columns
        if column.name.startswith(lines.first) and column.name not in shut
    }
    now = lines.load([d.pk for d in drafts if d.pk is not None])
    for draft in drafts:
        if not draft.is_open or not named:
            continue
        assert draft.pk is not None
        _lay(plan, line, named, draft, now.get(draft.pk, []))
        if lines.name in draft.changes and hidden:
            labels = "、".join(str(column.label) for column in hidden)
            draft.refuse(str(FieldForbidden(fields=labels)))


def _lay(
    plan: Plan, line: type[BaseModel], named: set[str], draft: Draft, now: list[Values]
) -> None:
    """Lines of the file over those on file: a column that is not in the file stays as it was."""
    assert plan.lines is not None
    known = {_mark(plan.lines, line.model_validate(one)): one for one in now}
    made: list[BaseModel] = []
    for place, row in enumerate(draft.lines):
        told = {n.removeprefix(plan.lines.first): v for n, v in row.values.items()}
        said = {name: value for name, value in told.items() if name in named}
        try:
            body = line.model_validate(said)
            before = known.get(_mark(plan.lines, body))
            if before is not None:
                kept = {n: v for n, v in before.items() if n not in named}
                body = line.model_validate({**kept, **said})
            made.append(body)
        except ValidationError as error:
            found = problems.malformed(list(error.errors())).errors
            draft.blame(plan, {f"{plan.lines.name}.{place}.{n}": s for n, s in found.items()})
    if not draft.is_open:
        return
    old = [line.model_validate(one) for one in now]
    if _sorted(plan.lines, old) == _sorted(plan.lines, made):
        return
    draft.changes[plan.lines.name], draft.before[plan.lines.name] = made, now
    gone = known.keys() - {_mark(plan.lines, one) for one in made}
    if gone:
        draft.warnings.append(_("文件中没有的 {count} 行将被删除").format(count=len(gone)))


def _mark(lines: Lines, body: BaseModel) -> tuple[str, ...]:
    return tuple(_plain(getattr(body, name)) for name in lines.same)


def _plain(value: Any) -> str:
    return str(value.normalize()) if hasattr(value, "normalize") else str(value)


def _sorted(lines: Lines, bodies: Sequence[BaseModel]) -> list[dict[str, Any]]:
    return [dict(body) for body in sorted(bodies, key=lambda body: _mark(lines, body))]


# -- lines on their way out ------------------------------------------------------------------


def rows_out(
    lines: Lines, ids: Sequence[UUID], found: Mapping[UUID, Values]
) -> Iterable[tuple[UUID, Values]]:
    """This will give a row for each line, the head on every one; without lines the head alone."""
    known = lines.load(ids)
    for pk in ids:
        for one in known.get(pk) or [{}]:
            own = {f"{lines.first}{name}": value for name, value in one.items()}
            yield pk, {**found.get(pk, {}), **own}
