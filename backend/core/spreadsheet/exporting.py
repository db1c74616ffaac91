"""A list on its way out: the same columns an import takes, cut to what the person may read."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import IO, Any
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import BaseModel

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.access.models import Mode
from backend.core.backoffice import showing
from backend.core.backoffice.shapes import shapes
from backend.core.backoffice.words import Glossary
from backend.core.http import doors
from backend.core.registry import Resource, find
from backend.core.spreadsheet import books, grouping, plans
from backend.core.spreadsheet.models import ExportFile, ExternalKey
from backend.core.spreadsheet.plans import EXTERNAL, KEY, Column, Plan

PIECE = 1_000
SPOOLED = 2 * 1024 * 1024
LEFT_OUT = frozenset({"id", "version", "withheld"})
ENDINGS = {"xlsx": "xlsx", "csv": "csv", "csv_gb18030": "csv"}


def question(resource: Resource, query: Mapping[str, Any]) -> BaseModel:
    """This will read a stored query by the schema of the list; raises ValidationError."""
    schema = doors.list_schema(resource)
    return schema.model_validate(dict(query))


def rows_for(resource: Resource, actor: Actor, query: Mapping[str, Any]) -> QuerySet[Any]:
    """This will give the rows a person may see and export that match a list's query."""
    asked = question(resource, query)
    rows = doors.filtered(resource, actor, asked)
    rows = policy.scope(rows, actor, resource.permission("export"))
    order = str(getattr(asked, "ordering", "-created_at"))
    policy.require_readable(actor, resource, [order.lstrip("-")])
    return rows.order_by(order, "-pk" if order.startswith("-") else "pk")


def fields_of(resource: Resource, actor: Actor) -> list[str]:
    """This will name what an export shows this person."""
    plan = plans.of(resource.code)
    if plan is not None:
        return [c.name for c in plan.open_columns(actor)]
    return names_of(resource, actor)


def lines_of(resource: Resource, actor: Actor, rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """This will give the heading and then every row."""
    plan = plans.of(resource.code)
    if plan is None:
        return plain_lines(resource, actor, rows, Glossary(resource.model))
    return _planned(plan, actor, rows)


def _planned(plan: Plan, actor: Actor, rows: QuerySet[Any]) -> Iterator[list[Any]]:
    columns = plan.open_columns(actor)
    yield [str(column.label) for column in columns]
    masked = {c.name: _mask(c) for c in columns if c.mode(actor) == Mode.MASKED}
    some: list[UUID] = []
    for pk in rows.values_list("pk", flat=True).iterator(chunk_size=PIECE):
        some.append(pk)
        if len(some) == PIECE:
            yield from _piece(plan, columns, some, masked)
            some = []
    yield from _piece(plan, columns, some, masked)


def _mask(column: Column) -> Any:
    for code, name in column.guards:
        resource = find(code)
        if resource is not None and name in resource.sensitive:
            return resource.sensitive[name]
    return policy.mask_all


def _piece(
    plan: Plan, columns: Sequence[Column], ids: Sequence[UUID], masked: Mapping[str, Any]
) -> Iterator[list[Any]]:
    if not ids:
        return
    found = plan.values(ids)
    keys = ExternalKey.objects.filter(document=plan.resource.code, document_id__in=list(ids))
    outside = dict(keys.values_list("document_id", "value"))
    rows: Iterable[tuple[UUID, plans.Values]] = ((pk, found.get(pk, {})) for pk in ids)
    if plan.lines is not None:
        rows = grouping.rows_out(plan.lines, ids, found)
    for pk, values in rows:
        row = {**values, EXTERNAL: outside.get(pk, ""), KEY: str(pk)}
        yield [cell(column, row.get(column.name), masked) for column in columns]


def cell(column: Column, value: Any, masked: Mapping[str, Any]) -> Any:
    """This will write a value so that an import reads the same value back."""
    if value is None or value == "" or value == []:
        return None
    if column.name in masked:
        return masked[column.name](value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if column.kind == "choice":
        return str(dict(column.choices).get(str(value), value))
    if column.kind == "items":
        return "、".join(str(item) for item in value)
    return value if isinstance(value, Decimal | int) or column.kind == "day" else str(value)


# -- documents without a plan: the rows of their list ------------------------------------------


def names_of(resource: Resource, actor: Actor) -> list[str]:
    """This will name the columns: those of the list's rows, without keys and hidden fields."""
    columns = doors.columns_of(resource)
    linked = {n.rpartition("_")[0] for n in columns if n.endswith(("_no", "_name", "_code"))}
    return [
        name
        for name in columns
        if name not in LEFT_OUT
        and not (name.endswith("_id") and name.removesuffix("_id") in linked)
        and policy.mode(actor, resource, name) > 0
    ]


def plain_lines(
    resource: Resource, actor: Actor, rows: QuerySet[Any], glossary: Glossary
) -> Iterator[list[Any]]:
    """This will give the heading and every row of a list, as plain cells."""
    names = names_of(resource, actor)
    yield [str(glossary.label(name)) for name in names]
    columns = doors.columns_of(resource)
    values = rows.values(
        *[name for name in names if columns[name] == name],
        **{name: F(columns[name]) for name in names if columns[name] != name},
    )
    cut = policy.trimmer(actor, resource)
    kinds = shapes(resource.row)
    for row in values.iterator(chunk_size=PIECE):
        trimmed = cut(dict(row))
        yield [_shown(trimmed[name], name, kinds[name].kind, glossary) for name in names]


def _shown(value: Any, name: str, kind: str, glossary: Glossary) -> Any:
    if isinstance(value, Decimal) or (kind == "count" and isinstance(value, int)):
        return value
    return showing.plain(value, name=name, glossary=glossary)


# -- the file ---------------------------------------------------------------------------------


def write(export: ExportFile, resource: Resource, actor: Actor) -> None:
    """This will write the file of an export into the storage and note where it lies."""
    rows = rows_for(resource, actor, export.query)
    with tempfile.SpooledTemporaryFile(max_size=SPOOLED) as target:
        stream: IO[bytes] = target
        fill(stream, export, resource, actor, rows)
        export.size = target.tell()
        target.seek(0)
        ending = ENDINGS[export.kind]
        path = f"exports/{timezone.localdate():%Y/%m}/{export.pk}.{ending}"
        export.path = default_storage.save(path, File(stream))


def fill(
    target: IO[bytes], export: ExportFile, resource: Resource, actor: Actor, rows: QuerySet[Any]
) -> None:
    """This will write heading, rows and watermark in the form that was asked for."""
    lines, marks = lines_of(resource, actor, rows), marks_of(export, actor)
    if export.kind == ExportFile.Kind.XLSX:
        books.write_xlsx(lines, target, title=str(resource.label), marks=marks)
        return
    encoding = "utf-8" if export.kind == ExportFile.Kind.CSV else "gb18030"
    books.write_csv(lines, target, encoding=encoding, marks=marks)


def marks_of(export: ExportFile, actor: Actor) -> list[str]:
    """This will say who took the file out, when, and how much of it."""
    when = timezone.localtime(export.created_at).strftime("%Y-%m-%d %H:%M")
    return [
        _("导出人：{who}").format(who=actor.label),
        _("导出时间：{when}").format(when=when),
        _("行数：{count}").format(count=export.total),
        _("导出编号：{no}").format(no=export.no),
    ]
