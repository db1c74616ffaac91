"""The lists of documents: their query, their filters and search, their pages of plain rows."""

from collections.abc import Iterable
from typing import Any, Literal

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import BaseModel, ConfigDict, create_model

from backend.core import search
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.errors import FieldForbidden, Malformed
from backend.core.http import pages, paging
from backend.core.http.grammar import dumps
from backend.core.registry import Resource
from backend.core.types import Flag, count, text


class Filters(Schema):
    """The base of every list's filters; unknown ones are refused."""

    model_config = ConfigDict(extra="forbid")


def as_json(value: Any, *, status: int = 200) -> HttpResponse:
    """This will answer with JSON: decimals as strings, moments in UTC."""
    return HttpResponse(dumps(value), status=status, content_type="application/json")


def page_schema(resource: Resource) -> type[BaseModel]:
    """This will name the page of a document's rows."""
    model: type[BaseModel] = create_model(
        resource.row.__name__.removesuffix("Row") + "Page",
        __base__=Schema,
        items=(list[with_extras(resource.row, verbs=False)], ...),  # type: ignore[arg-type,misc]
        next=(str | None, ...),
        count=(int | None, ...),
        more=(bool | None, ...),
    )
    return model


_extended: dict[tuple[type[BaseModel], bool], type[BaseModel]] = {}


def with_extras(schema: type[BaseModel], *, verbs: bool) -> type[BaseModel]:
    """The answer's own schema plus what the door adds: withheld fields, open verbs."""
    known = _extended.get((schema, verbs))
    if known is not None:
        return known
    extra: dict[str, Any] = {"withheld": (list[str], ...)}
    if verbs:
        extra["verbs"] = (list[str], ...)
    made: type[BaseModel] = create_model(schema.__name__, __base__=schema, **extra)
    _extended[schema, verbs] = made
    return made


def list_schema(resource: Resource) -> type[BaseModel]:
    """This will give the query of a list: filters, search, order, cursor, size."""
    orders = tuple(o for name in resource.ordering for o in (f"-{name}", name))
    fields: dict[str, Any] = {
        "limit": (count(1, 200), 50),
        "after": (text(400) | None, None),
        "ordering": (Literal[orders], orders[0]),
        "counted": (Flag, False),
    }
    if resource.searchable:
        fields["q"] = (text(100) | None, None)
    base = resource.filters or Filters
    made: type[BaseModel] = create_model(
        resource.row.__name__.removesuffix("Row") + "Query", __base__=base, **fields
    )
    return made


def only_known(request: HttpRequest, query: type[BaseModel]) -> None:
    """This will refuse a parameter that the query does not know, rather than ignore it."""
    unknown = [name for name in request.GET if name not in query.model_fields]
    if unknown:
        raise Malformed(errors={name[:100]: _("没有这个筛选条件") for name in unknown[:20]})


CONTROLS = {"limit", "after", "ordering", "counted", "q"}


def filtered(resource: Resource, actor: Actor, query: BaseModel) -> QuerySet[Any]:
    """This will give the visible rows that match the filters and the search of a list."""
    rows: QuerySet[Any] = policy.visible(resource.model, actor)
    given = {name: value for name, value in query if name not in CONTROLS and value is not None}
    policy.require_readable(actor, resource, given)
    _require_plain(actor, resource, given)
    for name, value in given.items():
        path = resource.filter_paths.get(name, name)
        condition = path(value) if callable(path) else Q(**{path: value})
        rows = rows.filter(condition)
    typed = getattr(query, "q", None)
    if typed:
        private = policy.readable(actor, resource, resource.search_private)
        found = search.condition(typed, private=private)
        if found is not None:
            rows = rows.filter(found)
    return rows


def _require_plain(actor: Actor, resource: Resource, names: Iterable[str]) -> None:
    """From outside one filters by what a row shows: other questions could tell of other people."""
    if actor.party_id is None:
        return
    shown = resource.row.model_fields
    heads = {name: resource.filter_paths.get(name, name) for name in names}
    closed = [
        name
        for name, path in heads.items()
        if name not in shown and (callable(path) or path.partition("__")[0] not in shown)
    ]
    if closed:
        raise FieldForbidden(fields="、".join(sorted(closed)))


def columns_of(resource: Resource) -> dict[str, str]:
    """This will map the fields of a list row to model paths."""
    return pages.columns_of(resource)


def page(resource: Resource, actor: Actor, query: Any) -> dict[str, Any]:
    """This will read one page of a list as plain rows."""
    policy.require(actor, resource.permission("view"))
    order = query.ordering
    policy.require_readable(actor, resource, [order.lstrip("-")])
    total, more, found = _rows(resource, actor, query)
    following = None
    if len(found) > query.limit:
        found = found[: query.limit]
        following = paging.encode(_text(found[-1]["_key"]), found[-1]["id"])
    cut = policy.trimmer(actor, resource)
    for row in found:
        del row["_key"]
    return {"items": [cut(row) for row in found], "next": following, "count": total, "more": more}


def _rows(
    resource: Resource, actor: Actor, query: Any
) -> tuple[int | None, bool | None, list[dict[str, Any]]]:
    """The capped count, when asked for, and one row more than the page holds."""
    order, most = query.ordering, query.limit + 1
    if is_plain(query):
        place = paging.place_of(resource.model, order=order, cursor=query.after)
        return None, None, pages.plain(resource, actor, order=order, place=place, most=most)
    rows = filtered(resource, actor, query)
    total, more = paging.capped_count(rows) if query.counted else (None, None)
    place = paging.place_of(resource.model, order=order, cursor=query.after)
    typed = getattr(query, "q", None)
    is_rare = typed is not None and search.is_short(typed) and paging.are_few(rows)
    sort = paging.found_first if is_rare else paging.sorted_by
    rows = sort(rows, order=order)
    rows = rows if place is None else paging.behind(rows, order=order, place=place)
    return total, more, list(pages.columns(resource, rows, order=order)[:most])


def is_plain(query: Any) -> bool:
    """This will tell whether a list is neither filtered nor searched nor counted."""
    if query.counted or getattr(query, "q", None):
        return False
    return all(value is None or name in CONTROLS for name, value in query)


def _text(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
