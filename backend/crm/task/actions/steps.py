"""The next step of a follow-up is a task, and so is the paper that changes hands."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.people import queries as people
from backend.crm.activity import queries as activities
from backend.crm.activity.models import FollowUp
from backend.crm.task import queries
from backend.crm.task.actions import opening
from backend.crm.task.flow import WAITING
from backend.crm.task.models import Task

CLOSES = ("crm.followup.completed",)


@transaction.atomic
def keep_step(followup_id: UUID, *, actor: Actor) -> Task | None:
    """This will bring the task of a follow-up's next step in line with what was written.

    A new step opens a task, another day or wording moves it, a step taken back cancels it.
    """
    rows = Task.objects.filter(document="crm.followup", document_id=followup_id)
    task = rows.filter(state__in=WAITING).select_for_update(of=("self",), no_key=True).first()
    follow_up = FollowUp.objects.select_for_update(of=("self",), no_key=True).get(pk=followup_id)
    if follow_up.next_on is None or follow_up.next_done_on is not None:
        return _take_back(task, follow_up, actor=actor)
    due_at = queries.end_of(follow_up.next_on)
    if task is not None:
        return _move(task, title=follow_up.next_action, due_at=due_at, actor=actor)
    return _open(follow_up, due_at=due_at, actor=actor)


def _open(follow_up: FollowUp, *, due_at: datetime, actor: Actor) -> Task | None:
    if follow_up.owner_id is None:
        return None
    return opening.open_once(
        actor=actor,
        origin_key=f"followup:{follow_up.pk}:{follow_up.version}",
        document="crm.followup",
        document_id=follow_up.pk,
        party_id=follow_up.party_id,
        kind=_kind(follow_up),
        title=follow_up.next_action,
        owner_id=follow_up.owner_id,
        unit_id=follow_up.unit_id,
        due_at=due_at,
        closes_on=CLOSES,
        origin=Task.Origin.MANUAL,
    )


def _kind(follow_up: FollowUp) -> str:
    same = {FollowUp.Kind.VISIT: Task.Kind.VISIT, FollowUp.Kind.CALL: Task.Kind.CALL}
    return str(same.get(FollowUp.Kind(follow_up.kind), Task.Kind.OTHER))


def _move(task: Task, *, title: str, due_at: datetime, actor: Actor) -> Task:
    if (task.title, task.due_at) == (title, due_at):
        return task
    documents.remember(task)
    task.title, task.due_at = title, due_at
    return documents.save(task, actor=actor, event="crm.task.changed")


def _take_back(task: Task | None, follow_up: FollowUp, *, actor: Actor) -> Task | None:
    if task is None or follow_up.next_done_on is not None:
        return task
    documents.remember(task)
    task.cancel(reason=str(follow_up))
    return documents.save(task, actor=actor, event="crm.task.cancelled")


def adopt_steps(*, actor: Actor) -> int:
    """This will open the tasks of next steps planned before tasks existed, once each."""
    known = Task.objects.filter(document="crm.followup").values("document_id")
    waiting = activities.unfinished_steps().exclude(pk__in=known)
    return sum(
        keep_step(pk, actor=actor) is not None for pk in waiting.values_list("pk", flat=True)
    )


@transaction.atomic
def follow_owner(document: str, document_id: UUID, *, owner_id: int, actor: Actor) -> int:
    """This will hand the waiting tasks of a paper to its new owner, but for those people made."""
    seat = people.seat(owner_id, unit_id=None)
    rows = queries.of_document(document, document_id).filter(state__in=WAITING)
    moved = 0
    for task in rows.exclude(origin=Task.Origin.MANUAL).order_by("pk").select_for_update():
        if task.owner_id == owner_id:
            continue
        documents.remember(task)
        task.owner_id, task.unit_id = seat
        documents.save(task, actor=actor, event="crm.task.assigned", payload={"owner_id": owner_id})
        moved += 1
    return moved
