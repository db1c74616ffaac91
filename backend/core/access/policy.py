"""The three questions: may this actor use the verb, see the row, touch the field."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from pydantic import BaseModel

from backend.core.access.actor import Actor
from backend.core.access.models import Mode, Scope
from backend.core.errors import FieldForbidden, Forbidden, Invisible
from backend.core.registry import Resource, lenders, resource_of

M = TypeVar("M", bound=Model)


def require(actor: Actor, permission: str) -> None:
    """This will raise Forbidden unless the actor holds the permission on some row.

    From outside nobody learns what verbs there are: what is not theirs is not there.
    """
    if not actor.may(permission):
        raise Invisible if actor.party_id is not None else Forbidden(permission=permission)


def condition(actor: Actor, permission: str, *, path: str = "") -> Q | None:
    """This will compile the actor's scope into a filter; None means nothing is visible.

    `path` reaches the row that carries owner and unit, for children such as lines.
    """
    scope = actor.scope_of(permission)
    if scope == Scope.NONE:
        return None
    if scope == Scope.ALL:
        return Q()
    mine = Q(**{f"{path}owner_id": actor.user_id})
    if scope == Scope.OWN:
        return mine
    units = list(actor.rights.units.get(scope, frozenset()))
    return mine | Q(**{f"{path}unit_id__in": units})


def scope(rows: QuerySet[M], actor: Actor, permission: str) -> QuerySet[M]:
    """This will cut a queryset to the rows the actor may use this permission on."""
    resource = resource_of(rows.model)
    if actor.party_id is not None:
        return _outside(rows, actor, permission, resource)
    if not resource.scoped:
        return rows if actor.may(permission) else rows.none()
    found = near(actor, permission, resource)
    if found is None:
        return rows.none()
    if found and permission == resource.permission("view"):
        found |= lent(actor, resource)
        found |= resource.shared if resource.shared is not None else Q()
    return rows.filter(found) if found else rows


def _outside(rows: QuerySet[M], actor: Actor, permission: str, resource: Resource) -> QuerySet[M]:
    """The rows of the party that a person from outside works for."""
    found = near(actor, permission, resource)
    return rows.none() if found is None else rows.filter(found)


def near(actor: Actor, permission: str, resource: Resource) -> Q | None:
    """This will give the rows of the actor's scope, as the document says or by owner and unit.

    To a person from outside those are the rows of their party, whatever the scope.
    """
    if actor.party_id is not None:
        if not resource.outside or not actor.may(permission):
            return None
        theirs = resource.model._base_manager.filter(**{resource.outside: actor.party_id})
        return Q(pk__in=theirs.order_by().values("pk"))
    if resource.reach is not None and Scope.NONE < actor.scope_of(permission) < Scope.ALL:
        return resource.reach(actor)
    return condition(actor, permission, path=resource.scope_path)


def lent(actor: Actor, resource: Resource) -> Q:
    """This will give the rows the actor may look at for a while though they are not near."""
    found = Q()
    if actor.party_id is not None:
        return found
    for lender in lenders(resource.code):
        some = lender(actor)
        found |= Q() if some is None else some
    return found


def visible(model: type[M], actor: Actor) -> QuerySet[M]:
    """This will give the rows of a document that the actor may see."""
    return scope(model._default_manager.all(), actor, resource_of(model).permission("view"))


def check(actor: Actor, permission: str, document: Model) -> None:
    """This will raise unless the actor may see this very row and use this permission on it."""
    resource = resource_of(type(document))
    rows = type(document)._default_manager.filter(pk=document.pk)
    if not scope(rows, actor, resource.permission("view")).exists():
        raise Invisible
    if not scope(rows, actor, permission).exists():
        raise Forbidden(permission=permission)


def mode(actor: Actor, resource: Resource, name: str) -> int:
    """This will give what the actor may do with a field; plain fields are open."""
    if name not in resource.sensitive:
        return Mode.WRITE
    return actor.mode_of(resource.code, name)


def is_told(resource: Resource, name: str) -> bool:
    """This will tell whether a column is among what the document shows to anybody.

    Columns that only serve the house, such as a search key made from a phone, are never news.
    """
    shown = resource.out.model_fields
    return name in shown or name.removesuffix("_id") in shown or name in ("owner_id", "unit_id")


def readable(actor: Actor, resource: Resource, names: Iterable[str]) -> bool:
    """This will tell whether every one of these fields may be read in clear."""
    return all(mode(actor, resource, name) >= Mode.READONLY for name in names)


def require_readable(actor: Actor, resource: Resource, names: Iterable[str]) -> None:
    """This will refuse to filter or sort by a field that is hidden or masked for the actor."""
    closed = [name for name in names if mode(actor, resource, name) < Mode.READONLY]
    if closed:
        raise FieldForbidden(fields="、".join(sorted(closed)))


def require_writable(actor: Actor, resource: Resource, names: Iterable[str]) -> None:
    """This will refuse a write to a field that the actor may not write."""
    closed = [name for name in names if mode(actor, resource, name) < Mode.WRITE]
    if closed:
        raise FieldForbidden(fields="、".join(sorted(closed)))


def require_body(actor: Actor, resource: Resource, body: BaseModel, *, whole: bool = False) -> None:
    """This will refuse a body that writes a field the actor may not write, nested ones too.

    With `whole` a list stands for what was there before: sending one at all writes, and
    clears, the closed fields of its rows, so even an empty one is refused.
    """
    names = set(body.model_fields_set)
    for name in resource.sensitive:
        first, _, rest = name.partition(".")
        if rest and first in names and (whole or _says(getattr(body, first), rest.split("."))):
            names.add(name)
    require_writable(actor, resource, names)


def _says(value: Any, path: list[str]) -> bool:
    """Tell whether a nested body, or a row of a list of them, states a field."""
    if isinstance(value, list):
        return any(_says(row, path) for row in value)
    if not isinstance(value, BaseModel) or path[0] not in value.model_fields_set:
        return False
    return len(path) == 1 or _says(getattr(value, path[0]), path[1:])


def trimmer(actor: Actor, resource: Resource) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """This will give a function that empties hidden fields and masks masked ones in a row.

    A row gains `withheld`, the names of what it does not show, so that a reader can tell an
    empty field from a hidden one. Nested fields are named with a dot: `lines.cost`.
    """
    hidden = [n for n in resource.sensitive if mode(actor, resource, n) == Mode.HIDDEN]
    masked = [n for n in resource.sensitive if mode(actor, resource, n) == Mode.MASKED]
    if not hidden and not masked:
        return lambda row: {**row, "withheld": []}
    withheld = sorted(hidden + masked)

    def cut(row: dict[str, Any]) -> dict[str, Any]:
        for name in hidden:
            _apply(row, name.split("."), lambda _: None)
        for name in masked:
            _apply(row, name.split("."), resource.sensitive[name])
        row["withheld"] = withheld
        return row

    return cut


def _apply(row: Any, path: list[str], change: Callable[[Any], Any]) -> None:
    if isinstance(row, list):
        for item in row:
            _apply(item, path, change)
    elif isinstance(row, dict) and path[0] in row:
        if len(path) == 1:
            value = row[path[0]]
            row[path[0]] = change(value) if value else None
        else:
            _apply(row[path[0]], path[1:], change)


def mask_phone(value: Any) -> str:
    """This will keep the first three and last four digits of a phone."""
    text = str(value)
    return text[:3] + "****" + text[-4:] if len(text) >= 7 else "****"


def mask_account(value: Any) -> str:
    """This will keep the last four digits of a bank account."""
    return "****" + str(value)[-4:]


def mask_all(value: Any) -> str:
    """This will show only that there is a value."""
    return "****"
