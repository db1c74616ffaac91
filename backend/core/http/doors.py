"""From a document's declaration to its HTTP operations.

Every list, read, create, patch and verb of every document goes through here, so scope,
field rules, idempotency, versions and errors are the same everywhere.
"""

import inspect
from collections.abc import Callable
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Header, Path, Query, Router, Schema
from pydantic import BaseModel, ConfigDict, create_model

from backend.core import context, search
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Invisible, KeyMissing, Malformed, Moved, VersionMissing
from backend.core.http import pages, paging
from backend.core.http.grammar import dumps
from backend.core.idempotency import actions as idempotency
from backend.core.merging import queries as merging
from backend.core.registry import Resource, Verb
from backend.core.types import Flag, Id, count, text

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="A unique key; sending the same request again gives the same answer.",
    ),
]
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", max_length=64, description="The ETag that was read."),
]

FROM_PATH: Any = Path()  # type: ignore[type-arg]
FROM_QUERY: Any = Query()  # type: ignore[type-arg]


class Filters(Schema):
    """The base of every list's filters; unknown ones are refused."""

    model_config = ConfigDict(extra="forbid")


def router_for(resource: Resource) -> Router:
    """This will build the router of a document from its declaration."""
    router = Router(tags=[resource.room])
    _add_list(router, resource)
    if resource.create:
        _add_create(router, resource, resource.create)
    _add_read(router, resource)
    if resource.change:
        _add_change(router, resource, resource.change)
    for name, verb in resource.verbs.items():
        _add_verb(router, resource, name, verb)
    return router


def fixed_first(router: Router) -> Router:
    """This will let paths without parameters win over those with: `/ageing` is not an id."""
    fixed = {path: view for path, view in router.path_operations.items() if "{" not in path}
    router.path_operations = fixed | router.path_operations
    return router


def actor_of(request: HttpRequest) -> Actor:
    """This will give the actor that the auth put on the request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


# -- lists -----------------------------------------------------------------------------------


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


def _add_list(router: Router, resource: Resource) -> None:
    query_type = list_schema(resource)

    def rows(request: HttpRequest, query: Any) -> HttpResponse:
        only_known(request, query_type)
        return as_json(page(resource, actor_of(request), query))

    _sign(rows, query=Annotated[query_type, FROM_QUERY])
    rows.__doc__ = f"List {resource.plural} the caller may see, newest first, in keyset pages."
    router.get(
        "",
        response=page_schema(resource),
        operation_id=f"{resource.room}_{resource.name}_list",
        summary=f"List {resource.plural}",
    )(rows)


# -- one document ----------------------------------------------------------------------------


def represent(resource: Resource, actor: Actor, document: Any) -> dict[str, Any]:
    """This will write one document for this actor: trimmed, with the verbs open now."""
    row = resource.out.model_validate(document).model_dump()
    row = policy.trimmer(actor, resource)(row)
    row["verbs"] = documents.verbs_now(document, actor)
    return row


def read(resource: Resource, actor: Actor, pk: UUID) -> Any:
    """This will load one visible document with what its detail needs."""
    policy.require(actor, resource.permission("view"))
    rows = policy.visible(resource.model, actor)
    if resource.load is not None:
        rows = resource.load(rows)
    document = rows.filter(pk=pk).first()
    if document is None:
        raise missing(resource, actor, pk)
    if resource.opened is not None:
        resource.opened(document, actor)
    return document


def missing(resource: Resource, actor: Actor, pk: UUID) -> Invisible:
    """This will say of a row that is not there where it went, to who may see that place."""
    new = merging.went_to(resource.code, pk)
    found = None if new is None else policy.visible(resource.model, actor).filter(pk=new).first()
    if found is None:
        return Invisible()
    return Moved(errors={"merged_into": str(found.pk)}, name=found)


def answer(resource: Resource, actor: Actor, pk: UUID, *, status: int = 200) -> HttpResponse:
    """This will answer with a document read anew, its ETag and, when new, its Location."""
    document = read(resource, actor, pk)
    response = as_json(represent(resource, actor, document), status=status)
    if hasattr(document, "version"):
        response["ETag"] = f'"{document.version}"'
    if status == 201:
        response["Location"] = f"/api/v1/{resource.room}/{resource.plural}/{pk}"
    return response


def _add_read(router: Router, resource: Resource) -> None:
    key = f"{resource.name}_id"

    def one(request: HttpRequest, **path: UUID) -> HttpResponse:
        return answer(resource, actor_of(request), path[key])

    _sign(one, **{key: Annotated[Id, FROM_PATH]})
    one.__doc__ = f"Read one {resource.name}."
    router.get(
        f"/{{{key}}}",
        response=with_extras(resource.out, verbs=True),
        operation_id=f"{resource.room}_{resource.name}_read",
        summary=f"Read a {resource.name}",
    )(one)


def _add_create(router: Router, resource: Resource, verb: Verb) -> None:
    def make(request: HttpRequest, data: Any, key: str | None) -> HttpResponse:
        actor = actor_of(request)

        def work() -> HttpResponse:
            values = inputs(resource, actor, data)
            policy.require(actor, resource.permission("create"))
            document = verb.action(actor=actor, **values)
            return answer(resource, actor, document.pk, status=201)

        return once(request, actor, key, work)

    _sign(make, data=verb.schema, key=IdempotencyKey)
    make.__doc__ = f"Create a {resource.name}. The id may come from the client."
    router.post(
        "",
        response={201: with_extras(resource.out, verbs=True)},
        operation_id=f"{resource.room}_{resource.name}_create",
        summary=f"Create a {resource.name}",
        openapi_extra=_links(resource, 201),
    )(make)


def _add_change(router: Router, resource: Resource, verb: Verb) -> None:
    key = f"{resource.name}_id"

    def patch(request: HttpRequest, data: Any, match: str | None, **path: UUID) -> HttpResponse:
        actor, pk = actor_of(request), path[key]
        if match is None:
            read(resource, actor, pk)
            raise VersionMissing
        with transaction.atomic(), context.expecting(pk, version_of(match)):
            values = inputs(resource, actor, data, partial_=True)
            verb.action(pk, actor=actor, changes=values)
            return answer(resource, actor, pk)

    _sign(patch, **{key: Annotated[Id, FROM_PATH]}, data=verb.schema, match=IfMatch)
    patch.__doc__ = f"Change fields of a {resource.name}; needs If-Match."
    router.patch(
        f"/{{{key}}}",
        response=with_extras(resource.out, verbs=True),
        operation_id=f"{resource.room}_{resource.name}_change",
        summary=f"Change a {resource.name}",
    )(patch)


def _add_verb(router: Router, resource: Resource, name: str, verb: Verb) -> None:
    key = f"{resource.name}_id"

    def act(
        request: HttpRequest,
        idempotency_key: str | None,
        match: str | None,
        data: Any = None,
        **path: UUID,
    ) -> HttpResponse:
        actor, pk = actor_of(request), path[key]

        def work() -> HttpResponse:
            expected = None if match is None else version_of(match)
            with context.expecting(pk, expected):
                values = {} if data is None else inputs(resource, actor, data)
                policy.require(actor, resource.permission(name))
                verb.action(pk, actor=actor, **values)
            return answer(resource, actor, pk)

        return once(request, actor, idempotency_key, work)

    body = {} if verb.schema is None else {"data": verb.schema}
    _sign(
        act,
        **{key: Annotated[Id, FROM_PATH]},
        **body,
        idempotency_key=IdempotencyKey,
        match=IfMatch,
    )
    act.__doc__ = inspect.getdoc(verb.action) or ""
    router.post(
        f"/{{{key}}}/{name.replace('_', '-')}",
        response=with_extras(resource.out, verbs=True),
        operation_id=f"{resource.room}_{resource.name}_{name}",
        summary=f"{name.replace('_', ' ').capitalize()} a {resource.name}",
    )(act)


def inputs(
    resource: Resource, actor: Actor, data: BaseModel, *, partial_: bool = False
) -> dict[str, Any]:
    """This will give the fields of a body as arguments, after the field rules.

    With `partial_` only the fields that were sent; null for a field that has a value type
    without null is refused by the schema itself.
    """
    policy.require_body(actor, resource, data, whole=partial_)
    if partial_:
        return {name: getattr(data, name) for name in data.model_fields_set}
    return dict(data)


def version_of(match: str) -> int:
    """This will read a version from an ETag."""
    found = match.strip().removeprefix("W/").strip('"')
    if not (found.isascii() and found.isdigit() and len(found) < 10):
        raise Malformed(errors={"If-Match": "ETag"})
    return int(found)


def once(
    request: HttpRequest,
    actor: Actor,
    key: str | None,
    work: Callable[[], HttpResponse],
    *,
    body: bytes | None = None,
) -> HttpResponse:
    """This will do a write once for its Idempotency-Key; `body` stands for a streamed request."""
    if not key:
        raise KeyMissing
    caller = str(actor.key_id or actor.user_id)
    return idempotency.once(request, caller, key, work, body=body)


def as_json(value: Any, *, status: int = 200) -> HttpResponse:
    """This will answer with JSON: decimals as strings, moments in UTC."""
    return HttpResponse(dumps(value), status=status, content_type="application/json")


def _links(resource: Resource, status: int) -> dict[str, Any]:
    """OpenAPI links, so that stateful tests can follow a created document."""
    key = f"{resource.name}_id"
    targets = ["read", *(["change"] if resource.change else []), *resource.verbs]
    links = {
        f"{verb}_{resource.name}": {
            "operationId": f"{resource.room}_{resource.name}_{verb}",
            "parameters": {key: "$response.body#/id"},
        }
        for verb in targets
    }
    return {"responses": {status: {"links": links}}}


def _sign(function: Callable[..., Any], **parameters: Any) -> None:
    """Give a generated operation the signature that ninja reads."""
    names = [inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
    for name, annotation in parameters.items():
        default = None if annotation in (IdempotencyKey, IfMatch) else inspect.Parameter.empty
        names.append(
            inspect.Parameter(
                name,
                inspect.Parameter.KEYWORD_ONLY,
                default=default,
                annotation=annotation,
            )
        )
    function.__signature__ = inspect.Signature(names)  # type: ignore[attr-defined]
