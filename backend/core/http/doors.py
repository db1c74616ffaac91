"""From a document's declaration to its HTTP operations.

Every list, read, create, patch and verb of every document goes through here, so scope,
field rules, idempotency, versions and errors are the same everywhere.
"""

import inspect
from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from pydantic import BaseModel

from backend.core import context
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Invisible, Moved, VersionMissing
from backend.core.http.headers import IdempotencyKey, IfMatch, once, version_of
from backend.core.http.lists import (
    Filters,
    as_json,
    columns_of,
    filtered,
    list_schema,
    only_known,
    page,
    page_schema,
    with_extras,
)
from backend.core.merging import queries as merging
from backend.core.registry import Resource, Verb
from backend.core.types import Id

__all__ = [
    "FROM_PATH",
    "FROM_QUERY",
    "Filters",
    "IdempotencyKey",
    "actor_of",
    "answer",
    "as_json",
    "columns_of",
    "filtered",
    "fixed_first",
    "inputs",
    "list_schema",
    "missing",
    "once",
    "only_known",
    "page",
    "read",
    "represent",
    "router_for",
    "version_of",
    "with_extras",
]

FROM_PATH: Any = Path()  # type: ignore[type-arg]
FROM_QUERY: Any = Query()  # type: ignore[type-arg]


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


def _require_theirs(resource: Resource, actor: Actor, pk: UUID) -> None:
    """To a person from outside a row of others is missing before anything is said of the body."""
    if actor.party_id is not None and not (
        policy.visible(resource.model, actor).filter(pk=pk).exists()
    ):
        raise Invisible


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

        return once(request, actor, key, work, body=b"" if verb.secret else None)

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
        _require_theirs(resource, actor, pk)
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
        _require_theirs(resource, actor, pk)

        def work() -> HttpResponse:
            expected = None if match is None else version_of(match)
            with context.expecting(pk, expected):
                values = {} if data is None else inputs(resource, actor, data)
                policy.require(actor, resource.permission(name))
                verb.action(pk, actor=actor, **values)
            return answer(resource, actor, pk)

        said = b"" if verb.secret else None
        return once(request, actor, idempotency_key, work, body=said)

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
