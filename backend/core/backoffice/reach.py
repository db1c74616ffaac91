"""Who asks, and what a reference may reach: the same rules as at the API's door."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from backend.core import search
from backend.core.access import policy
from backend.core.access.actor import Actor, Rights, of_user
from backend.core.people.models import Unit, User
from backend.core.registry import Resource, find, resource_of, resources

Choices = Iterable[tuple[Any, Any]]
Reference = type[Model] | Callable[[Any, Actor], Choices]
SUGGESTED = 20
PEOPLE: dict[str, type[Model]] = {"core.user": User, "core.unit": Unit}


def actor_of(request: HttpRequest) -> Actor:
    """This will work out, once a request, what the logged-in person may do."""
    known: Actor | None = getattr(request, "_heng_actor", None)
    if known is None:
        nobody = Actor(user_id=None, label="", rights=Rights())
        known = of_user(request.user) if isinstance(request.user, User) else nobody
        request._heng_actor = known  # type: ignore[attr-defined]
    return known


def code_of(model: type[Model]) -> str | None:
    """This will give the address of a kind of row that references may name, or None."""
    for code, known in PEOPLE.items():
        if model is known:
            return code
    try:
        return resource_of(model).code
    except KeyError:
        return None


def guess(name: str, model: type[Model], *, own: Mapping[str, Reference]) -> Reference | None:
    """This will find what a field refers to: as told, by the table's key, by a document's name."""
    if name in own:
        return own[name]
    stem = name.removesuffix("_id").removesuffix("_ids")
    if stem == name:
        return None
    for column in model._meta.concrete_fields:
        if column.attname == name and column.is_relation:
            return column.related_model
    return _by_name(stem, room=model._meta.app_label)


def _by_name(stem: str, *, room: str) -> type[Model] | None:
    """`from_warehouse` names a warehouse; a document of the same room goes first."""
    if stem in ("owner", "user", "operator", "seller", "assignee"):
        return User
    if stem == "unit":
        return Unit
    for resource in sorted(resources(), key=lambda r: r.room != room):
        if stem == resource.name or stem.endswith(f"_{resource.name}"):
            return resource.model
    return None


def rows_of(code: str, actor: Actor) -> QuerySet[Any] | None:
    """This will give the rows a reference may name: scoped documents, or the people at work."""
    if code == "core.user":
        return User.objects.filter(is_active=True, party=None).order_by("name", "username")
    if code == "core.unit":
        return Unit.objects.order_by("name")
    resource = find(code)
    if resource is None:
        return None
    return policy.visible(resource.model, actor)


def suggest(code: str, typed: str, actor: Actor) -> list[dict[str, str]] | None:
    """This will suggest rows for what was typed; None for a kind that is not there."""
    rows = rows_of(code, actor)
    if rows is None:
        return None
    found = rows.filter(_matches(code, typed, actor)) if typed else rows
    if code not in PEOPLE:
        resource = find(code)
        found = found.order_by(f"-{resource.ordering[0]}") if resource else found
    return [{"id": str(row.pk), "text": name_of(row)} for row in found[:SUGGESTED]]


def _matches(code: str, typed: str, actor: Actor) -> Q:
    if code in PEOPLE:
        by_name = Q(name__icontains=typed)
        return by_name | Q(username__icontains=typed) if code == "core.user" else by_name
    resource = find(code)
    if resource is None or not resource.searchable:
        return Q()
    return matching(resource, typed, actor) or Q()


def matching(resource: Resource, typed: str, actor: Actor) -> Q | None:
    """This will search a document as its list does, private words only for who may read them."""
    private = policy.readable(actor, resource, resource.search_private)
    return search.condition(typed, private=private)


def name_of(row: Any) -> str:
    """This will name a row in a list of suggestions: its number and what it is called."""
    number, named = str(getattr(row, "no", "") or ""), str(row)
    called = str(getattr(row, "name", "") or "")
    if called and named == getattr(row, "code", None):
        return f"{called} · {named}"
    return named if not number or number in named else f"{named} · {number}"


def named(code: str, pk: Any, actor: Actor) -> str:
    """This will name the row a reference holds, or nothing when it is out of sight."""
    rows = rows_of(code, actor)
    if rows is None or pk in (None, ""):
        return ""
    try:
        row = rows.filter(pk=pk).first()
    except (ValueError, TypeError, ValidationError):
        return ""
    return name_of(row) if row is not None else ""


def address(model: type[Model], pk: UUID | int | str) -> str:
    """This will give the page of a row in the back office, or nothing when it has none."""
    meta = model._meta
    try:
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[pk])
    except NoReverseMatch:
        return ""


def list_address(model: type[Model]) -> str:
    """This will give the list page of a kind of row, or nothing when it has none."""
    meta = model._meta
    try:
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    except NoReverseMatch:
        return ""


def may_view(resource: Resource, actor: Actor) -> bool:
    """This will tell whether the actor may look at this kind of document at all."""
    return actor.may(resource.permission("view"))
