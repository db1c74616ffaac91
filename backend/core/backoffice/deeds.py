"""Running a verb from the back office: the same action, the same refusals, once."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from backend.core import context
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.access.models import Mode
from backend.core.backoffice import forms
from backend.core.errors import Malformed, Refusal
from backend.core.http import doors, problems
from backend.core.idempotency import actions as idempotency
from backend.core.registry import Resource, Verb, resources


@dataclass(frozen=True)
class Outcome:
    """What came of a try: an answer, or why not, with the errors by field."""

    response: HttpResponse | None = None
    refusal: Refusal | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """This will say why it was refused, with errors that belong to no field shown."""
        return str(self.refusal) if self.refusal is not None else ""


def fresh_key() -> str:
    """This will make the key by which a form sent twice is done once."""
    return secrets.token_urlsafe(18)


def attempt(
    request: HttpRequest, actor: Actor, work: Callable[[], str], *, body: bytes | None = None
) -> Outcome:
    """This will do the work once for the form's key; `work` returns where to go next.

    `body` is what was uploaded beside the fields.
    """
    key = str(request.POST.get("_key", ""))[:200]
    if not key:
        return Outcome(refusal=Malformed(_("表单已失效，请刷新页面后重试。")))
    caller = f"admin:{actor.user_id}"
    said = request.POST.urlencode().encode() + (body or b"")

    def answer() -> HttpResponse:
        return HttpResponseRedirect(work())

    try:
        return Outcome(idempotency.once(request, caller, key, answer, body=said))
    except Exception as error:
        refusal = _understood(error)
        if refusal is None:
            raise
        if refusal.aftermath is not None:
            refusal.aftermath()
        errors = {name: str(text) for name, text in refusal.errors.items()}
        return Outcome(refusal=refusal, errors=errors)


def _understood(error: Exception) -> Refusal | None:
    if isinstance(error, ValidationError):
        return problems.malformed(list(error.errors()))
    return problems.from_exception(error)


@dataclass(frozen=True)
class Deed:
    """A verb of a document, to be done by a person."""

    resource: Resource
    name: str
    verb: Verb

    @property
    def permission(self) -> str:
        """This will name the permission it takes."""
        return self.resource.permission(self.name)

    def closed_fields(self, actor: Actor) -> frozenset[str]:
        """This will name the fields of the schema that this person may not write."""
        names = self.verb.schema.model_fields if self.verb.schema is not None else {}
        return frozenset(n for n in names if policy.mode(actor, self.resource, n) < Mode.WRITE)


def create(deed: Deed, actor: Actor, typed: forms.Typed) -> Any:
    """This will read the form by the schema and put a new document on file."""
    schema = _schema(deed)
    # A closed field is not sent at all: an empty table of it would be refused as written.
    closed = deed.closed_fields(actor)
    body = {k: v for k, v in forms.clean(schema, typed).items() if k not in closed}
    values = doors.inputs(deed.resource, actor, schema.model_validate(body))
    policy.require(actor, deed.permission)
    return deed.verb.action(actor=actor, **values)


def change(
    deed: Deed, actor: Actor, pk: UUID, typed: forms.Typed, before: forms.Typed, version: int
) -> Any:
    """This will send what differs from the facts as they stood; a stale page is refused."""
    schema = _schema(deed)
    closed = deed.closed_fields(actor)
    changed = {
        name
        for name in schema.model_fields
        if name not in closed and typed.get(name) != before.get(name)
    }
    body = forms.clean(schema, typed, only=changed)
    with transaction.atomic(), context.expecting(pk, version):
        values = doors.inputs(deed.resource, actor, schema.model_validate(body), partial_=True)
        policy.require(actor, deed.permission)
        return deed.verb.action(pk, actor=actor, changes=values)


def do(deed: Deed, actor: Actor, pk: UUID, typed: forms.Typed, version: int | None) -> Any:
    """This will do a verb on a document as it was when the page was drawn."""
    values: dict[str, Any] = {}
    if deed.verb.schema is not None:
        body = deed.verb.schema.model_validate(forms.clean(deed.verb.schema, typed))
        values = doors.inputs(deed.resource, actor, body)
    with context.expecting(pk, version):
        policy.require(actor, deed.permission)
        return deed.verb.action(pk, actor=actor, **values)


def _schema(deed: Deed) -> type[BaseModel]:
    if deed.verb.schema is None:
        raise LookupError(f"{deed.permission} has no schema")
    return deed.verb.schema


def said_permission(refusal: Refusal) -> str:
    """This will say a refusal with the permission's name in words where it names one."""
    code = str(refusal.params.get("permission", ""))
    return str(refusal).replace(code, permission_label(code)) if code else str(refusal)


def permission_label(code: str) -> str:
    """This will name a permission for people: the document and the verb."""
    return _permission_labels(get_language() or "").get(code, code)


@lru_cache(maxsize=4)
def _permission_labels(language: str) -> dict[str, str]:
    """Every permission in words, worked out once a language: a role's page asks for hundreds."""
    found: dict[str, str] = {}
    for resource in resources():
        words = {"view": _("查看"), "export": _("导出"), "create": _("新建")}
        verbs: dict[str, Any] = dict(resource.verbs)
        verbs |= {"create": resource.create, "change": resource.change}
        words |= {name: str(verb.label) for name, verb in verbs.items() if verb is not None}
        for name, label in words.items():
            found.setdefault(resource.permission(name), f"{resource.label}·{label}")
    return found
