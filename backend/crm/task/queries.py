"""Questions about tasks: what is due, which paper is a task about, which tasks wait for news."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.events.models import Event
from backend.core.registry import find
from backend.crm.opportunity.models import Opportunity
from backend.crm.task.flow import WAITING
from backend.crm.task.models import Task
from backend.market.calendar import queries as calendars

ABOVE = ("opportunity", "quote", "contract", "lead")
"""Keys by which a paper points at an earlier one."""


@dataclass
class About:
    """What news are about: a paper, the papers above it, the company."""

    ids: set[UUID] = field(default_factory=set)
    opportunities: set[UUID] = field(default_factory=set)
    party_id: UUID | None = None


def waiting() -> QuerySet[Task]:
    """This will give the tasks that are still to be done."""
    return Task.objects.filter(state__in=WAITING)


def mine(actor: Actor) -> QuerySet[Task]:
    """This will give what the actor has still to do, the most pressing first."""
    rows = policy.visible(Task, actor).filter(owner_id=actor.user_id, state__in=WAITING)
    return rows.select_related("party").order_by("due_at", "id")


def of_document(document: str, document_id: UUID) -> QuerySet[Task]:
    """This will give the tasks about a paper, what waits first."""
    return Task.objects.filter(document=document, document_id=document_id)


def due(word: str, *, now: datetime) -> Q:
    """This will compile what is overdue, due today, due this week or later, and still waits."""
    today = timezone.localtime(now).date()
    midnight = timezone.make_aware(datetime.combine(today + timedelta(days=1), time.min))
    monday = timezone.make_aware(
        datetime.combine(today + timedelta(days=7 - today.weekday()), time.min)
    )
    spans = {
        "overdue": Q(due_at__lt=now),
        "today": Q(due_at__lt=midnight),
        "week": Q(due_at__lt=monday),
        "later": Q(due_at__gte=monday),
    }
    return spans[word] & Q(state__in=WAITING)


def subject(document: str, document_id: UUID | None) -> Model | None:
    """This will read the paper behind a code and an id, whoever may see it."""
    resource = find(document)
    if resource is None or document_id is None:
        return None
    found: Model | None = resource.model._default_manager.filter(pk=document_id).first()
    return found


def opportunity_of(paper: Model | None) -> UUID | None:
    """This will give the opportunity a paper belongs to, if any."""
    about = About()
    if paper is not None:
        _climb(paper, about, depth=3)
    return next(iter(sorted(about.opportunities)), None)


def about(event: Event) -> About:
    """This will tell what an event is about: its paper, what that points at, the company."""
    found = About(ids={event.document_id}, party_id=event.party_id)
    paper = subject(event.document, event.document_id)
    if paper is None:
        return found
    _climb(paper, found, depth=3)
    code, pk = getattr(paper, "document", ""), getattr(paper, "document_id", None)
    if code and pk is not None:
        found.ids.add(pk)
        if (other := subject(code, pk)) is not None:
            _climb(other, found, depth=3)
    return found


def _climb(paper: Model, found: About, *, depth: int) -> None:
    found.ids.add(paper.pk)
    if isinstance(paper, Opportunity):
        found.opportunities.add(paper.pk)
        return
    if depth == 0:
        return
    names = {key.name for key in paper._meta.concrete_fields if key.is_relation}
    for name in ABOVE:
        above = getattr(paper, name) if name in names else None
        if above is not None:
            _climb(above, found, depth=depth - 1)


def due_after(
    base: datetime, *, hours: int, days: int, in_work_time: bool, at: time | None = None
) -> datetime:
    """This will give a deadline so long after a moment.

    In work time by the calendar of China; else by plain days, at the hour named or when work
    ends on the last of them.
    """
    if in_work_time:
        return calendars.work_deadline(base, hours=hours, days=days)
    if days or at is not None:
        day = timezone.localtime(base).date() + timedelta(days=days)
        close = at or calendars.work_hours()[-1][1]
        base = timezone.make_aware(datetime.combine(day, close))
    return (base + timedelta(hours=hours)).astimezone(UTC)


def end_of(day: date) -> datetime:
    """This will give the moment at which work ends on a day."""
    close = calendars.work_hours()[-1][1]
    return timezone.make_aware(datetime.combine(day, close)).astimezone(UTC)


def next_due(task: Task) -> datetime | None:
    """This will tell when the task planned after this one is due; None when none is planned."""
    plan = task.chain_next
    if plan is None or task.done_at is None:
        return None
    base = task.due_at if plan["from_deadline"] else task.done_at
    return due_after(base, hours=0, days=plan["days"], in_work_time=plan["in_work_time"])


def is_awaited(name: str) -> bool:
    """This will tell whether any task waits for such news; one look into an index."""
    return waiting().filter(waits_for__contains=[name]).exists()


def awaiting(name: str, heard: About) -> QuerySet[Task]:
    """This will give the waiting tasks that such news may close, in the order of their keys."""
    near = Q(document_id__in=heard.ids) | Q(opportunity_id__in=heard.opportunities)
    if heard.party_id is not None:
        near |= Q(party_id=heard.party_id)
    return waiting().filter(near, waits_for__contains=[name]).order_by("pk")


def without_task(keys: Iterable[str]) -> set[str]:
    """This will give those of these origin keys for which no task was ever made."""
    wanted = set(keys)
    known = Task.objects.filter(origin_key__in=wanted).values_list("origin_key", flat=True)
    return wanted - set(known)


def title(task_id: UUID) -> str:
    """This will say what a task is."""
    return Task.objects.values_list("title", flat=True).get(pk=task_id)
