"""News close tasks: done when what they waited for happened, cancelled when it cannot any more."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as say

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.events.models import Event
from backend.crm.task import calc, queries
from backend.crm.task.actions import working
from backend.crm.task.flow import WAITING
from backend.crm.task.models import Task


def close_by(event: Event, *, actor: Actor) -> int:
    """This will close the waiting tasks that an event answers, and tell how many.

    Hearing the same event again changes nothing: a task that is closed waits for nothing.
    """
    if not queries.is_awaited(event.name):
        return 0
    heard = queries.about(event)
    found = queries.awaiting(event.name, heard).values_list("pk", flat=True)
    return sum(_close(pk, event, heard, actor=actor) for pk in list(found))


def close_if_answered(task: Task, *, actor: Actor, since: datetime) -> bool:
    """This will close a task made late that was answered before it was made.

    A worker that was down opens tasks for news of yesterday; what was done since counts.
    """
    rows = Event.objects.filter(name__in=task.waits_for, at__gte=since).order_by("id")
    if task.party_id is not None:
        rows = rows.filter(party_id=task.party_id)
    for event in rows.iterator(chunk_size=200):
        if _close(task.pk, event, queries.about(event), actor=actor):
            return True
    return False


@transaction.atomic
def _close(task_id: UUID, event: Event, heard: queries.About, *, actor: Actor) -> bool:
    rows = Task.objects.filter(pk=task_id, state__in=WAITING)
    task = rows.select_for_update(of=("self",), no_key=True).first()
    line = None if task is None else _answer(task, event, heard)
    if task is None or line is None:
        return False
    documents.remember(task)
    if line.drops:
        task.cancel(reason=say("不再需要：{no}").format(no=_told(event))[:500])
        documents.save(task, actor=actor, event="crm.task.cancelled", payload=_why(event))
        return True
    task.complete(at=calc.happened_at(event.changes, event.at))
    task.done_by_id = event.actor_id
    documents.save(task, actor=actor, event="crm.task.completed", payload=_why(event))
    working.follow_on(task, actor=actor)
    return True


def _answer(task: Task, event: Event, heard: queries.About) -> calc.Closing | None:
    """Find the line of a task that this event answers."""
    at = calc.happened_at(event.changes, event.at)
    if task.counts_from is not None and at < task.counts_from:
        return None
    lines = [line for line in calc.closings(task.closes_on) if line.event == event.name]
    said = (line for line in lines if calc.says(line, event.changes, event.payload))
    return next((line for line in said if _is_near(line, task, heard)), None)


def _is_near(line: calc.Closing, task: Task, heard: queries.About) -> bool:
    same_party = task.party_id is not None and task.party_id == heard.party_id
    if line.scope == "party":
        return same_party
    if line.scope == "opportunity":
        if task.opportunity_id is None:
            return same_party
        return task.opportunity_id in heard.opportunities
    return task.document_id in heard.ids


def _told(event: Event) -> str:
    return event.document_no or event.reason or event.name


def _why(event: Event) -> dict[str, object]:
    return {"event": event.pk, "name": event.name}
