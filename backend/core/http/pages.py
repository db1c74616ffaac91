"""Plain pages of lists. Writing their SQL costs more than running it, so it is written once.

A plain page has no filter and no search: only the rows a person may see, in an order, behind a
position. The SQL is kept for each document, order and reach of rights.
"""

from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, Field, QuerySet, Value

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.access.models import Scope
from backend.core.http import paging
from backend.core.registry import Resource, lenders

MOST = 1_000
POSITION, KEY = object(), object()


class Kept(NamedTuple):
    """A question as the database hears it, and how its columns become values."""

    sql: str
    params: tuple[Any, ...]
    names: tuple[str, ...]
    converters: dict[int, tuple[list[Any], Any]]


_kept: dict[tuple[Any, ...], Kept] = {}


def plain(
    resource: Resource, actor: Actor, *, order: str, place: tuple[Any, Any] | None, most: int
) -> list[dict[str, Any]]:
    """This will read at most so many visible rows behind a place, as plain values."""
    kept = _find(resource, actor, order, place is not None)
    position, key = place or (None, None)
    given = [_fill(param, position, key) for param in kept.params]
    with connection.cursor() as cursor:
        cursor.execute(f"{kept.sql} LIMIT %s", [*given, most])
        rows = cursor.fetchall()
    if not kept.converters:
        return [dict(zip(kept.names, row, strict=True)) for row in rows]
    return [dict(zip(kept.names, _convert(row, kept), strict=True)) for row in rows]


def columns_of(resource: Resource) -> dict[str, str]:
    """This will map the fields of a list row to model paths."""
    return {
        name: resource.columns.get(name, name)
        for name in resource.row.model_fields
        if name != "withheld"
    }


def columns(resource: Resource, rows: QuerySet[Any], *, order: str) -> QuerySet[Any]:
    """This will cut a list to the columns of its rows, with `_key`, what it is ordered by."""
    paths = columns_of(resource)
    return rows.values(
        *[name for name, path in paths.items() if path == name],
        **{name: F(path) for name, path in paths.items() if path != name},
        _key=F(order.lstrip("-")),
    )


def _find(resource: Resource, actor: Actor, order: str, has_place: bool) -> Kept:
    scope = actor.scope_of(resource.permission("view"))
    if scope != Scope.ALL and (resource.reach is not None or lenders(resource.code)):
        return _write(resource, actor, order, has_place)  # who is near changes by itself
    reach: Any = None
    if resource.scoped and scope != Scope.ALL:
        reach = (scope, actor.user_id, actor.rights.units.get(scope))
    name = (resource.code, order, has_place, reach)
    found = _kept.get(name)
    if found is None:
        if len(_kept) >= MOST:
            _kept.clear()
        found = _kept[name] = _write(resource, actor, order, has_place)
    return found


def _write(resource: Resource, actor: Actor, order: str, has_place: bool) -> Kept:
    rows = policy.visible(resource.model, actor)
    if has_place:
        slots = (Value(POSITION, output_field=Field()), Value(KEY, output_field=Field()))
        rows = paging.behind(rows, order=order, place=slots)
    query = columns(resource, paging.sorted_by(rows, order=order), order=order).query
    compiler = query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    selected = [column for column, _, _ in compiler.select]
    converters = {
        index: (list(steps), expression)
        for index, (steps, expression) in compiler.get_converters(selected).items()
    }
    return Kept(sql, tuple(params), tuple(query.selected or ()), converters)


def _fill(param: Any, position: Any, key: Any) -> Any:
    if param is POSITION:
        return position
    return key if param is KEY else param


def _convert(row: tuple[Any, ...], kept: Kept) -> list[Any]:
    values = list(row)
    for index, (steps, expression) in kept.converters.items():
        for step in steps:
            values[index] = step(values[index], expression, connection)
    return values
