"""Working off a list: begin, do, put off, hand over, leave out."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, NotNow
from backend.core.events import log
from backend.core.people import queries as people
from backend.crm.activity import actions as activities
from backend.crm.task import queries
from backend.crm.task.actions import opening
from backend.crm.task.models import Task

log.declare(
    "crm.task.started",
    "crm.task.completed",
    "crm.task.cancelled",
    "crm.task.skipped",
    "crm.task.assigned",
    "crm.task.rescheduled",
)
STEP = "followup"


class SameDeadline(Malformed):
    """The new deadline is the old one."""

    sentence = _("新的截止时间与原来相同，请选择另一个时间。")


class NothingNext(NotNow):
    """No next task is planned, or it was taken up."""

    sentence = _("没有可以接着建立的下一项任务。")


@documents.verb
def start(task_id: UUID, *, actor: Actor) -> Task:
    """This will begin a task."""
    task = documents.lock(Task, task_id, actor=actor, permission="crm.start_task")
    task.start()
    return documents.save(task, actor=actor, event="crm.task.started")


@documents.verb
def complete(task_id: UUID, *, actor: Actor, at: datetime, result: str) -> Task:
    """This will tick a task off, with what came of it; a planned next one may follow by itself."""
    task = documents.lock(Task, task_id, actor=actor, permission="crm.complete_task")
    task.complete(at=at)
    task.done_by_id, task.result = actor.user_id, result
    documents.save(task, actor=actor, event="crm.task.completed")
    if task.document == "crm.followup" and task.document_id is not None:
        on = timezone.localdate(at)
        activities.note_step_done(task.document_id, actor=actor, on=on, result=result)
    follow_on(task, actor=actor)
    return task


@documents.verb
def cancel(task_id: UUID, *, actor: Actor, reason: str) -> Task:
    """This will take a task off the list: it is not called for any more."""
    task = documents.lock(Task, task_id, actor=actor, permission="crm.cancel_task")
    task.cancel(reason=reason)
    return documents.save(task, actor=actor, event="crm.task.cancelled", reason=reason)


@documents.verb
def skip(task_id: UUID, *, actor: Actor, reason: str) -> Task:
    """This will leave a task undone on purpose, with the reason."""
    task = documents.lock(Task, task_id, actor=actor, permission="crm.skip_task")
    task.skip(reason=reason)
    return documents.save(task, actor=actor, event="crm.task.skipped", reason=reason)


@documents.verb
def assign(
    task_id: UUID, *, actor: Actor, owner_id: int, unit_id: UUID | None, reason: str
) -> Task:
    """This will put a task on another person's list."""
    task = documents.lock(Task, task_id, actor=actor, permission="crm.assign_task")
    task.edit()
    task.owner_id, task.unit_id = people.seat(owner_id, unit_id=unit_id)
    return documents.save(
        task,
        actor=actor,
        event="crm.task.assigned",
        permission="crm.assign_task",
        payload={"owner_id": owner_id},
        reason=reason,
    )


@documents.verb
def reschedule(task_id: UUID, *, actor: Actor, due_at: datetime, reason: str) -> Task:
    """This will set another deadline, with the reason; how often that happened is counted."""
    task = documents.lock(Task, task_id, actor=actor, permission="crm.reschedule_task")
    task.edit()
    if due_at == task.due_at:
        raise SameDeadline(errors={"due_at": SameDeadline.sentence})
    task.postponed += due_at > task.due_at
    task.due_at = due_at
    return documents.save(task, actor=actor, event="crm.task.rescheduled", reason=reason)


@documents.verb
def take_next(task_id: UUID, *, actor: Actor) -> Task:
    """This will open the next task that a finished one suggests, once."""
    task = documents.lock(Task, task_id, actor=actor, permission="crm.take_next_task")
    if _open_next(task, actor=actor) is None:
        raise NothingNext
    return task


def follow_on(task: Task, *, actor: Actor) -> None:
    """This will open the planned next task of a finished one, when it is to follow by itself."""
    if task.chain_next is not None and task.chain_next["by_itself"]:
        _open_next(task, actor=actor)


def _open_next(task: Task, *, actor: Actor) -> Task | None:
    due_at, plan = queries.next_due(task), task.chain_next
    if due_at is None or plan is None or task.owner_id is None:
        return None
    return opening.open_once(
        actor=actor,
        origin_key=f"chain:{task.pk}",
        document=task.document,
        document_id=task.document_id,
        party_id=task.party_id,
        kind=plan["kind"],
        title=plan["title"],
        owner_id=task.owner_id,
        unit_id=task.unit_id,
        due_at=due_at,
        origin=task.origin,
    )
