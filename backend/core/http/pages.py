"""Plain pages of lists. Writing their SQL costs more than running it, so it is written once.

A plain page has no filter and no search: only the rows a person may see, in an order, behind a
position. The SQL is kept for each document, order and reach of rights.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, F, Field, Func, OuterRef, Q, QuerySet, Subquery, Value

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.access.models import Scope
from backend.core.http import paging
from backend.core.registry import Resource, lenders

MOST = 1_000
JOINED = 4
POSITION, KEY, GIVEN = object(), object(), object()
Slots = Sequence[tuple[object, Any]]


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
    kept = _find(
        resource,
        actor,
        (order, place is not None),
        lambda: _page(resource, actor, order, place is not None),
    )
    position, key = place or (None, None)
    return _read(kept, [(POSITION, position), (KEY, key)], most)


def newest(
    resource: Resource, actor: Actor, where: Callable[[Any], Q], given: Any, *, most: int
) -> list[dict[str, Any]]:
    """This will read the newest visible rows that match something given, as plain values.

    `where` makes the condition out of what is given; it must be one and the same function each
    time, for the SQL is kept for it.
    """
    try:
        kept = _find(resource, actor, (where,), lambda: _newest(resource, actor, where))
    except EmptyResultSet:
        return []
    return _read(kept, [(GIVEN, given)], most)


def among(resource: Resource, actor: Actor, ids: Collection[Any]) -> set[Any]:
    """This will give those of some documents that the actor may see."""
    try:
        kept = _find(resource, actor, ("among",), lambda: _among(resource, actor))
    except EmptyResultSet:
        return set()
    return {row["pk"] for row in _read(kept, [(GIVEN, list(ids))], len(ids))}


def _read(kept: Kept, slots: Slots, most: int) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"{kept.sql} LIMIT %s", [*(_fill(p, slots) for p in kept.params), most])
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
    return shown(resource, rows, _key=F(order.lstrip("-")))


def shown(resource: Resource, rows: QuerySet[Any], **beside: Any) -> QuerySet[Any]:
    """This will cut rows to the columns a list shows, and what is wanted beside them."""
    paths = {name: path for name, path in columns_of(resource).items() if name not in beside}
    return rows.values(
        *[name for name, path in paths.items() if path == name],
        **{name: F(path) for name, path in paths.items() if path != name},
        **beside,
    )


def _find(
    resource: Resource, actor: Actor, question: tuple[Any, ...], write: Callable[[], Kept]
) -> Kept:
    scope = actor.scope_of(resource.permission("view"))
    is_moving = scope != Scope.ALL and (resource.reach is not None or lenders(resource.code))
    if is_moving or actor.party_id is not None:
        return write()  # who is near changes by itself
    reach: Any = None
    if resource.scoped and scope != Scope.ALL:
        reach = (scope, actor.user_id, actor.rights.units.get(scope))
    name = (resource.code, question, reach, scope > Scope.NONE)
    found = _kept.get(name)
    if found is None:
        if len(_kept) >= MOST:
            _kept.clear()
        found = _kept[name] = write()
    return found


def _page(resource: Resource, actor: Actor, order: str, has_place: bool) -> Kept:
    rows = policy.visible(resource.model, actor)
    if has_place:
        slots = (Value(POSITION, output_field=Field()), Value(KEY, output_field=Field()))
        rows = paging.behind(rows, order=order, place=slots)
    return _write(columns(resource, paging.sorted_by(rows, order=order), order=order))


def _newest(resource: Resource, actor: Actor, where: Callable[[Any], Q]) -> Kept:
    rows = policy.visible(resource.model, actor)
    rows = rows.filter(where(Value(GIVEN, output_field=Field())))
    return _write(shown(resource, rows.order_by("-created_at", "-id"), **_beside(resource)))


def _beside(resource: Resource) -> dict[str, Subquery]:
    """Names of papers a row points at, each asked for by itself when there are many.

    The planner tries the orders in which tables may be joined: eight cost more than any answer.
    """
    hops = {name: path.split("__") for name, path in columns_of(resource).items()}
    far = {name: (path[0], path[1]) for name, path in hops.items() if len(path) == 2}
    if len({first for first, _ in far.values()}) <= JOINED:
        return {}
    found = {}
    for name, (first, column) in far.items():
        other: Any = resource.model._meta.get_field(first).related_model
        row = other._base_manager.filter(pk=OuterRef(f"{first}_id"))
        found[name] = Subquery(row.values(column)[:1])
    return found


def _among(resource: Resource, actor: Actor) -> Kept:
    is_given = Func(
        F("pk"),
        Value(GIVEN, output_field=Field()),
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )
    return _write(policy.visible(resource.model, actor).order_by().filter(is_given).values("pk"))


def _write(rows: QuerySet[Any]) -> Kept:
    query = rows.query
    compiler = query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    selected = [column for column, _, _ in compiler.select]
    converters = {
        index: (list(steps), expression)
        for index, (steps, expression) in compiler.get_converters(selected).items()
    }
    return Kept(sql, tuple(params), tuple(query.selected or ()), converters)


def _fill(param: Any, slots: Slots) -> Any:
    return next((value for slot, value in slots if param is slot), param)


def _convert(row: tuple[Any, ...], kept: Kept) -> list[Any]:
    values = list(row)
    for index, (steps, expression) in kept.converters.items():
        for step in steps:
            values[index] = step(values[index], expression, connection)
    return values
