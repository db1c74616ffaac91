"""Finding the papers and the files that an actor may see."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Forbidden, Invisible, Malformed
from backend.core.files.models import Attachment
from backend.core.registry import Resource, find, resource_of

READS = ("view", "export", "create")
Earlier = Callable[[Any], Iterable[tuple[str, UUID]]]
_earlier: dict[str, list[Earlier]] = defaultdict(list)


def carries(code: str) -> Callable[[Earlier], Earlier]:
    """This will register earlier papers, by code and id, whose files a document shows too."""

    def register(earlier: Earlier) -> Earlier:
        _earlier[code].append(earlier)
        return earlier

    return register


def all_of(paper: Any, *, actor: Actor) -> QuerySet[Attachment]:
    """This will give the files of a visible paper and of the earlier ones the actor may see.

    A person from outside sees what their own people sent, and nothing the house put there.
    """
    code = resource_of(type(paper)).code
    found = Q(document=code, document_id=paper.pk)
    before: dict[str, list[UUID]] = defaultdict(list)
    for ask in _earlier[code]:
        for name, pk in ask(paper):
            before[name].append(pk)
    for name, ids in before.items():
        model = resource_named(name).model
        seen = policy.visible(model, actor).filter(pk__in=ids).values("pk")
        found |= Q(document=name, document_id__in=seen)
    return _theirs(Attachment.objects.filter(found), actor).order_by("-created_at", "-id")


def _theirs(rows: QuerySet[Attachment], actor: Actor) -> QuerySet[Attachment]:
    if actor.party_id is None:
        return rows
    return rows.filter(created_by__party_id=actor.party_id)


def resource_named(code: str) -> Resource:
    """This will find a document type by its code; an unknown one is named by field."""
    resource = find(code)
    if resource is None:
        raise Malformed(errors={"document": _("没有这种单据")})
    return resource


def visible_paper(code: str, document_id: UUID, *, actor: Actor) -> Any:
    """This will read the visible document that files hang on; else Invisible."""
    return documents.get(resource_named(code).model, document_id, actor=actor)


def require_writer(paper: Any, *, actor: Actor) -> None:
    """This will raise Forbidden unless the actor may change this paper or use a verb on it."""
    resource = resource_of(type(paper))
    writes = [p for p in resource.permissions() if p not in map(resource.permission, READS)]
    if not any(documents.reaches(paper, actor, permission, resource) for permission in writes):
        raise Forbidden(permission=resource.permission("change"))


def of_paper(code: str, document_id: UUID, *, actor: Actor) -> QuerySet[Attachment]:
    """This will give the files of a visible document and those it carries, newest first."""
    return all_of(visible_paper(code, document_id, actor=actor), actor=actor)


def visible(attachment_id: UUID, *, actor: Actor) -> Attachment:
    """This will read a file's row when its document is visible; else Invisible."""
    found = _theirs(Attachment.objects.filter(pk=attachment_id), actor).first()
    if found is None or find(found.document) is None:
        raise Invisible
    policy.require(actor, resource_named(found.document).permission("view"))
    visible_paper(found.document, found.document_id, actor=actor)
    return found
