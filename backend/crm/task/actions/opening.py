"""How a task comes into being: by a person, by a rule, once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from backend.core import registry
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.core.events import log
from backend.core.party.models import Party
from backend.core.people import queries as people
from backend.crm.task import calc, queries
from backend.crm.task.models import Task

log.declare("crm.task.created", "crm.task.changed")


class NothingToWorkOn(Malformed):
    """The kind of paper is unknown, or only half of its address is given."""

    sentence = _("任务关联的单据不存在，或只填写了一半；单据与标识要么都填，要么都不填。")


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    document: str,
    document_id: UUID | None,
    party_id: UUID | None,
    owner_id: int | None,
    chain_next: Any,
    **facts: Any,
) -> Task:
    """This will put something on somebody's list, one's own unless a person is named."""
    paper = _paper(document, document_id, actor=actor)
    party = documents.refer(Party, party_id, actor=actor, field="party_id")
    task = Task(
        document=document,
        document_id=document_id,
        party_id=_party_of(paper) if party is None else party.pk,
        opportunity_id=queries.opportunity_of(paper),
        chain_next=plan(chain_next),
        **facts,
    )
    if id is not None:
        task.id = id
    if owner_id is not None:
        task.owner_id, task.unit_id = people.seat(owner_id, unit_id=None)
    return documents.add(task, actor=actor, event="crm.task.created", permission="crm.create_task")


@documents.verb
def change(task_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Task:
    """This will word a waiting task anew; when it is due is changed by rescheduling."""
    task = documents.lock(Task, task_id, actor=actor, permission="crm.change_task")
    task.edit()
    if "chain_next" in changes:
        changes["chain_next"] = plan(changes["chain_next"])
    for name, value in changes.items():
        setattr(task, name, value)
    return documents.save(task, actor=actor, event="crm.task.changed")


@documents.verb
def open_once(
    *,
    actor: Actor,
    origin_key: str,
    document: str,
    document_id: UUID | None,
    party_id: UUID | None,
    kind: str,
    title: str,
    owner_id: int,
    unit_id: UUID | None,
    due_at: datetime,
    closes_on: Sequence[str] = (),
    origin: str = "rule",
    priority: str = "normal",
    content: str = "",
    counts_from: datetime | None = None,
    chain_next: Mapping[str, Any] | None = None,
) -> Task | None:
    """This will open a task that the house itself asks for, or nothing when the key exists.

    Two workers at once make one task: the key is unique in the database. What was done before
    `counts_from` does not close it.
    """
    if Task.objects.filter(origin_key=origin_key).exists():
        return None
    task = Task(
        origin=origin,
        origin_key=origin_key,
        document=document,
        document_id=document_id,
        party_id=party_id,
        opportunity_id=queries.opportunity_of(queries.subject(document, document_id)),
        kind=kind,
        title=title[:200],
        owner_id=owner_id,
        unit_id=unit_id,
        due_at=due_at,
        priority=priority,
        content=content,
        closes_on=list(closes_on),
        waits_for=calc.waits_for(closes_on),
        counts_from=counts_from,
        chain_next=dict(chain_next) if chain_next else None,
    )
    try:
        with transaction.atomic():
            return documents.add(task, actor=actor, event="crm.task.created")
    except IntegrityError:
        if Task.objects.filter(origin_key=origin_key).exists():
            return None
        raise


def plan(body: Any) -> dict[str, Any] | None:
    """This will write a planned next task down as plain facts."""
    if body is None:
        return None
    facts = dict(body.model_dump(mode="json"))
    return {**facts, "kind": facts["kind"] or Task.Kind.OTHER.value}


def _paper(document: str, document_id: UUID | None, *, actor: Actor) -> Any:
    if not document and document_id is None:
        return None
    resource = registry.find(document)
    if resource is None or document_id is None:
        raise NothingToWorkOn(errors={"document": NothingToWorkOn.sentence})
    return documents.refer(resource.model, document_id, actor=actor, field="document_id")


def _party_of(paper: Any) -> UUID | None:
    if paper is None:
        return None
    found: UUID | None = paper.pk if isinstance(paper, Party) else getattr(paper, "party_id", None)
    return found
