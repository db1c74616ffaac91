"""Why somebody may do something, or may not: the chain of roles, grants and rules behind it."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Model, Q
from django.utils import timezone

from backend.core.access import policy
from backend.core.access.actor import Actor, of_user
from backend.core.access.models import Assignment, FieldRule, Grant, Mode, Scope
from backend.core.people.models import Unit, User
from backend.core.registry import Resource


@dataclass(frozen=True)
class Step:
    """One link of the chain. `counts` tells whether it adds to the answer."""

    kind: str
    role: str = ""
    role_name: str = ""
    subject: str = ""
    value: str = ""
    counts: bool = True


@dataclass(frozen=True)
class Explanation:
    """The answer that holds at every door, and what it follows from."""

    permission: str
    scope: int
    mode: int | None
    row: str
    steps: tuple[Step, ...]


def explain(
    user: User,
    resource: Resource,
    *,
    verb: str = "view",
    field: str = "",
    document_id: UUID | None = None,
) -> Explanation:
    """This will tell how far a person holds a verb, or what a field is to them, and why.

    The answer is asked of the same rights that every door asks; the chain is read beside it.
    """
    actor = of_user(user)
    permission = resource.permission(verb)
    steps = [*_account(user), *_chain(user, resource, permission, field)]
    scope = actor.scope_of(permission) if user.is_active else Scope.NONE
    if Scope.OWN < scope < Scope.ALL:
        steps += _units(actor, scope)
    mode = None
    if field:
        mode = policy.mode(actor, resource, field) if scope else Mode.HIDDEN
    row = _row(actor, resource, permission, document_id) if document_id and scope else ""
    return Explanation(permission, scope, mode, row, tuple(steps))


def _account(user: User) -> Iterator[Step]:
    yield Step("account", subject=user.username, value="active" if user.is_active else "closed")
    if user.is_superuser:
        yield Step("superuser", subject=user.username, value="all", counts=user.is_active)


def _chain(user: User, resource: Resource, permission: str, field: str) -> Iterator[Step]:
    """Every role the person holds or held, and what each says to the question."""
    today = timezone.localdate()
    held = Assignment.objects.filter(user=user).select_related("role").order_by("role__code")
    roles = [one.role_id for one in held]
    grants = dict(
        Grant.objects.filter(role__in=roles, permission=permission).values_list("role_id", "scope")
    )
    rules = dict(
        FieldRule.objects.filter(
            role__in=roles, document=resource.code, field=field
        ).values_list("role_id", "mode")
    )  # fmt: skip
    if field and field not in resource.sensitive:
        yield Step("open_field", subject=f"{resource.code}.{field}", value=_said(Mode.WRITE))
    for one in held:
        code, name = one.role.code, one.role.name
        runs = one.until is None or one.until >= today
        until = "" if one.until is None else one.until.isoformat()
        yield Step("role", code, name, user.username, until, runs)
        scope = Scope(grants.get(one.role_id, Scope.NONE))
        counts = runs and scope > Scope.NONE
        yield Step("grant", code, name, permission, scope.name.lower(), counts)
        if field in resource.sensitive:
            mode = rules.get(one.role_id)
            value = "" if mode is None else _said(mode)
            subject = f"{resource.code}.{field}"
            yield Step("field_rule", code, name, subject, value, runs and mode is not None)


def _said(mode: int) -> str:
    return Mode(mode).name.lower()


def _units(actor: Actor, scope: int) -> Iterator[Step]:
    near = Unit.objects.filter(pk__in=actor.rights.units.get(scope, frozenset()))
    for name in near.order_by("name").values_list("name", flat=True):
        yield Step("unit", subject=name, value=Scope(scope).name.lower())


def _row(actor: Actor, resource: Resource, permission: str, document_id: UUID) -> str:
    """Why this very row is in reach: by scope, because it is lent or shared, or not at all."""
    model: type[Model] = resource.model
    rows = model._default_manager.filter(pk=document_id)
    if not rows.exists():
        return "absent"
    if not policy.scope(rows, actor, permission).exists():
        return "out_of_reach"
    near = policy.near(actor, permission, resource) if resource.scoped else Q()
    if near is not None and rows.filter(near).exists():
        return "in_scope"
    lent = policy.lent(actor, resource)
    return "lent" if lent and rows.filter(lent).exists() else "shared"
