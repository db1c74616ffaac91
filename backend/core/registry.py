"""What documents tell the house about themselves; doors, admin and `make house` read it here.

A document declares one `Resource` in its `schemas.py`. The API router, the admin pages with
their buttons and forms, the export, the change feed and the permission list follow from it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q, QuerySet
from django_stubs_ext import StrOrPromise
from pydantic import BaseModel

Action = Callable[..., Any]
ALWAYS: frozenset[str | None] = frozenset({None})


@dataclass(frozen=True)
class Verb:
    """One thing a person can do: its action, its input, and the states it is for.

    `action(document_id, *, actor, **fields of the schema)` returns the document; a create
    takes no id. `states` names the states of a verb that changes none; a verb that is a
    transition of the flow needs none, the flow knows (`ALWAYS` for a document without states);
    `when` may narrow further by the row itself. `permission` defaults to
    `<room>.<verb>_<document>`. `danger` asks again before it is done. Of a `secret` body nothing
    is remembered, not even the fingerprint that tells another request with the same key.
    """

    action: Action
    label: StrOrPromise
    schema: type[BaseModel] | None = None
    states: frozenset[str | None] | None = None
    when: Callable[[Any], bool] | None = None
    permission: str = ""
    transition: str = ""
    danger: bool = False
    status: int = 200
    secret: bool = False


@dataclass(frozen=True)
class Resource:
    """A document as the doors see it.

    `columns` maps each field of `row` to a model path for fast lists (default: same name).
    `sensitive` names fields closed by default, each with the mask that shows part of it.
    `search_private` says which sensitive fields the private search words come from.
    `load` prepares the queryset of a detail (select_related, prefetch).
    `ordering` lists fields a list may be sorted by; they must never be null.
    Owner and unit sit on the row unless `scope_path` leads to the row that has them. Rows that
    match `shared` may be seen, and no more, by everybody who may see some: our own companies.
    `reach` says instead which rows are near a person in any scope but all: a list of members.
    `opened` hears that a person reads one document, and may refuse it.
    `outside` is the path to the party whose people from outside, a supplier's or a customer's,
    may see the row; without it nobody from outside sees any.
    """

    model: type[Model]
    room: str
    name: str
    plural: str
    label: StrOrPromise
    out: type[BaseModel]
    row: type[BaseModel]
    create: Verb | None = None
    change: Verb | None = None
    verbs: Mapping[str, Verb] = field(default_factory=dict)
    filters: type[BaseModel] | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    filter_paths: Mapping[str, str | Callable[[Any], Q]] = field(default_factory=dict)
    ordering: tuple[str, ...] = ("created_at",)
    sensitive: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    search_private: tuple[str, ...] = ()
    load: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None
    scoped: bool = True
    scope_path: str = ""
    shared: Q | None = None
    reach: Callable[[Any], Q] | None = None
    opened: Callable[[Any, Any], None] | None = None
    searchable: bool = True
    outside: str = ""

    @property
    def code(self) -> str:
        """This will name the document: `crm.contract`."""
        return f"{self.room}.{self.name}"

    def permission(self, verb: str) -> str:
        """This will name the permission of a verb: `crm.sign_contract`."""
        declared = self.verbs.get(verb)
        if declared is not None and declared.permission:
            return declared.permission
        return f"{self.room}.{verb}_{self.name}"

    def permissions(self) -> list[str]:
        """This will list every permission this document knows."""
        names = ["view", "export"]
        names += ["create"] if self.create else []
        names += ["change"] if self.change else []
        return list(dict.fromkeys(self.permission(name) for name in [*names, *self.verbs]))


_by_model: dict[type[Model], Resource] = {}
_by_code: dict[str, Resource] = {}


def declare(resource: Resource) -> Resource:
    """This will make a document known to the house; twice is an error."""
    if resource.code in _by_code:
        raise ValueError(f"{resource.code} is declared twice")
    _by_model[resource.model] = resource
    _by_code[resource.code] = resource
    return resource


def resource_of(model: type[Model]) -> Resource:
    """This will find the declaration of a model; undeclared fails closed with KeyError."""
    return _by_model[model]


def find(code: str) -> Resource | None:
    """This will find a declaration by code: `crm.contract`."""
    return _by_code.get(code)


def resources() -> Iterable[Resource]:
    """This will give every declared document, by code."""
    return [_by_code[code] for code in sorted(_by_code)]


def permissions() -> list[str]:
    """This will list every permission of every document."""
    return sorted({p for resource in resources() for p in resource.permissions()} | _extra)


Lender = Callable[[Any], Q | None]
_lenders: dict[str, list[Lender]] = {}


def lends(code: str) -> Callable[[Lender], Lender]:
    """This will register who else may look at rows of a document for a while, and no more.

    The function gives the rows lent to an actor, None when there are none.
    """

    def register(lender: Lender) -> Lender:
        _lenders.setdefault(code, []).append(lender)
        return lender

    return register


def lenders(code: str) -> list[Lender]:
    """This will give who lends rows of a document."""
    return _lenders.get(code, [])


def is_outward(permission: str) -> bool:
    """This will tell whether a permission may ever serve a person from outside.

    Only verbs of documents with an `outside` do, and taking lists away in files never does.
    """
    return permission in _outward()


def outward() -> list[Resource]:
    """This will list the documents of which people from outside may see rows, by code."""
    return [resource for resource in resources() if resource.outside]


_known_outward: dict[int, frozenset[str]] = {}


def _outward() -> frozenset[str]:
    """Worked out once for every number of documents declared."""
    found = _known_outward.get(len(_by_code))
    if found is None:
        every = {p for one in outward() for p in one.permissions() if p != one.permission("export")}
        found = _known_outward[len(_by_code)] = frozenset(every)
    return found


_extra: set[str] = set()


def permit(code: str) -> str:
    """This will declare a permission that is no verb of one document, and return it."""
    _extra.add(code)
    return code
