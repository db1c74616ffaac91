"""The steps of a verb: may I, lock, change, save, tell."""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import DataError, IntegrityError, models, transaction
from django.db.models import QuerySet

from backend.core import context, search
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents.models import Document
from backend.core.errors import (
    Duplicate,
    FigureTooLarge,
    Forbidden,
    Invisible,
    Malformed,
    NotNow,
    Refusal,
    Stale,
)
from backend.core.events import log
from backend.core.flow import TransitionNotAllowed, open_transitions
from backend.core.registry import Resource, lenders, resource_of

D = TypeVar("D", bound=models.Model)
P = ParamSpec("P")
R = TypeVar("R")

QUIET = {"version", "updated_at", "search_text", "search_private", "search_grams"}


OVERFLOW = "22003"
"""What the database says of a figure that its column cannot hold."""


def verb(action: Callable[P, R]) -> Callable[P, R]:
    """This will run an action in one transaction and speak of a wrong state as NotNow."""

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(savepoint=False):
            try:
                return action(*args, **kwargs)
            except TransitionNotAllowed as refused:
                document = refused.object
                actor = kwargs.get("actor")
                allowed = verbs_now(document, actor) if isinstance(actor, Actor) else None
                raise NotNow(verbs=allowed, state=state_label(document)) from refused
            except IntegrityError as broken:
                raise explain(broken) from broken
            except DataError as broken:
                if getattr(broken.__cause__, "sqlstate", "") != OVERFLOW:
                    raise
                raise FigureTooLarge from broken

    return run


def state_label(document: models.Model) -> str:
    """This will say the document's state in the reader's language."""
    show = getattr(document, "get_state_display", None)
    return str(show()) if show else ""


def lock(
    model: type[D],
    pk: UUID,
    *,
    actor: Actor,
    permission: str,
    rows: QuerySet[D] | None = None,
) -> D:
    """This will lock one visible row for a verb and remember it as it was.

    Raises Invisible for a row out of sight, Forbidden for a verb out of scope and Stale when
    the caller stated another version.
    """
    resource = resource_of(model)
    policy.require(actor, permission)
    base = model._default_manager.all() if rows is None else rows
    seen = policy.scope(base, actor, resource.permission("view")).filter(pk=pk)
    # Not the key: papers that refer to this row may be written while it is locked.
    document = seen.select_for_update(of=("self",), no_key=True).first()
    if document is None:
        raise Invisible
    reach = actor.scope_of(resource.permission("view"))
    is_wider = resource.shared is not None or bool(lenders(resource.code))
    if actor.scope_of(permission) < reach or is_wider:
        narrower = policy.scope(model._default_manager.filter(pk=pk), actor, permission)
        if not narrower.exists():
            raise Forbidden(permission=permission)
    expected = context.expected.get()
    if expected is not None and expected[0] == pk and expected[1] != document.version:  # type: ignore[attr-defined]
        raise Stale(version=document.version)  # type: ignore[attr-defined]
    remember(document)
    return document


def get(model: type[D], pk: UUID, *, actor: Actor) -> D:
    """This will read one visible row, for a reference from another paper; else Invisible."""
    found = policy.visible(model, actor).filter(pk=pk).first()
    if found is None:
        raise Invisible
    return found


def refer(model: type[D], pk: UUID | None, *, actor: Actor, field: str) -> D | None:
    """This will read a row that the input refers to; a row out of sight is named by field."""
    if pk is None:
        return None
    found = policy.visible(model, actor).filter(pk=pk).first()
    if found is None:
        raise Malformed(errors={field: Invisible.sentence})
    return found


def refer_all(
    model: type[D], wanted: Iterable[UUID | None], *, actor: Actor
) -> dict[UUID | None, D]:
    """This will read in one question the visible rows that many lines of an input refer to."""
    found: dict[UUID | None, D] = {}
    if keys := {pk for pk in wanted if pk is not None}:
        found.update(policy.visible(model, actor).in_bulk(list(keys)))
    return found


def named(found: Mapping[UUID | None, D], pk: UUID | None, *, field: str) -> D | None:
    """This will pick a row out of `refer_all`; a row out of sight is named by field."""
    if pk is not None and pk not in found:
        raise Malformed(errors={field: Invisible.sentence})
    return found.get(pk)


def remember(document: models.Model) -> None:
    """This will keep the row's values, so that the event can tell what changed."""
    document._before = facts(document)  # type: ignore[attr-defined]


def facts(document: models.Model) -> dict[str, Any]:
    """This will give the row's own column values by attribute name."""
    return {
        f.attname: getattr(document, f.attname)
        for f in document._meta.concrete_fields
        if f.name not in QUIET
    }


def changes(document: models.Model) -> dict[str, list[Any]]:
    """This will give `{field: [before, after]}` since the row was locked."""
    before: Mapping[str, Any] = getattr(document, "_before", {})
    now = facts(document)
    return {
        name: [before.get(name), value] for name, value in now.items() if before.get(name) != value
    }


_broken: dict[str, Refusal] = {}


def explains(constraint: str, refusal: Refusal) -> None:
    """This will give a constraint of the database the sentence a person can act on."""
    _broken[constraint] = refusal


def explain(broken: IntegrityError) -> Refusal:
    """This will find the refusal that a broken constraint stands for."""
    text = str(broken)
    return next((r for name, r in _broken.items() if name in text), Duplicate())


def add(
    document: D,
    *,
    actor: Actor,
    event: str,
    permission: str | None = None,
    payload: Mapping[str, Any] | None = None,
    reason: str = "",
) -> D:
    """This will insert a new row, owned by the actor unless it says otherwise, and tell.

    After the write the row must be inside the actor's own scope, else all is rolled back.
    """
    if isinstance(document, Document):
        now = context.now()
        document.created_at = document.created_at or now
        document.updated_at = now
        document.created_by_id = actor.user_id
        if document.owner_id is None:
            document.owner_id = actor.user_id
        if document.unit_id is None:
            document.unit_id = actor.unit_id
        index(document)
    resource = resource_of(type(document))
    document.save(force_insert=True)
    if permission is not None:
        _still_mine(document, actor, permission, resource)
    new = {name: [None, v] for name, v in facts(document).items() if v not in (None, "", {})}
    log.emit(event, document, actor=actor, changes=new, payload=payload, reason=reason)
    remember(document)
    return document


def save(
    document: D,
    *,
    actor: Actor,
    event: str,
    permission: str | None = None,
    payload: Mapping[str, Any] | None = None,
    reason: str = "",
) -> D:
    """This will write a locked row with a new version and tell what changed."""
    difference = changes(document)
    if isinstance(document, Document):
        document.version += 1
        document.updated_at = context.now()
        index(document)
    document.save()
    if permission is not None and difference.keys() & {"owner_id", "unit_id"}:
        _still_mine(document, actor, permission, resource_of(type(document)))
    log.emit(event, document, actor=actor, changes=difference, payload=payload, reason=reason)
    remember(document)
    return document


def _still_mine(document: models.Model, actor: Actor, permission: str, resource: Resource) -> None:
    """A row that carries owner and unit itself answers from memory, as it was just written."""
    if not resource.scope_path and resource.shared is None and resource.reach is None:
        is_mine = reaches(document, actor, permission, resource)
    else:
        rows = type(document)._default_manager.filter(pk=document.pk)
        is_mine = policy.scope(rows, actor, permission).exists()
    if not is_mine:
        raise Forbidden(permission=permission)


def index(document: Document) -> None:
    """This will bring the search columns in line with the row."""
    columns = search.keys(
        _values(document, document.SEARCH), _values(document, document.SEARCH_PRIVATE)
    )
    for name, value in columns.items():
        setattr(document, name, value)


def _values(document: Document, names: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    for name in names:
        value: Any = document
        for step in name.split("__"):
            value = getattr(value, step, None)
            value = value() if callable(value) else value
        found.extend(value if isinstance(value, list) else [str(value or "")])
    return found


def verbs_now(document: models.Model, actor: Actor) -> list[str]:
    """This will name the verbs this actor may use on this row in its present state."""
    resource = resource_of(type(document))
    moves = open_transitions(document)
    state = getattr(document, "state", None)
    found = []
    for name, declared in resource.verbs.items():
        open_now = (
            state in declared.states
            if declared.states is not None
            else (declared.transition or name) in moves
        )
        if open_now and declared.when is not None:
            open_now = declared.when(document)
        if open_now and reaches(document, actor, resource.permission(name), resource):
            found.append(name)
    return found


def reaches(document: models.Model, actor: Actor, permission: str, resource: Resource) -> bool:
    """This will tell whether the row is in the actor's scope for a permission.

    It asks the database only about rows that are near by a list of members.
    """
    scope = actor.scope_of(permission)
    if actor.party_id is not None:
        rows = type(document)._default_manager.filter(pk=document.pk)
        return scope > 0 and policy.scope(rows, actor, permission).exists()
    if scope == 0 or scope == 5 or not resource.scoped:
        return scope > 0
    if resource.reach is not None:
        rows = type(document)._default_manager.filter(pk=document.pk)
        return policy.scope(rows, actor, permission).exists()
    holder: Any = document
    for step in [s for s in resource.scope_path.split("__") if s]:
        holder = getattr(holder, step)
    if holder.owner_id is not None and holder.owner_id == actor.user_id:
        return True
    return holder.unit_id in actor.rights.units.get(scope, frozenset())
