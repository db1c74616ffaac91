"""The rules at work: an occasion opens one task, once, whoever sees it how often."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as say

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.events.models import Event
from backend.crm.playbook import calc
from backend.crm.playbook.calc import Case
from backend.crm.playbook.models import PlaybookRule, PlaybookRun
from backend.crm.playbook.queries import clock, news, people, rules
from backend.crm.task import actions as tasks
from backend.crm.task import queries as task_queries
from backend.crm.task.models import Task

CHUNK = 200
STEPPED_IN = ("crm.task.completed", "crm.task.skipped", "crm.task.rescheduled")
GONE = ("!crm.task.cancelled",)


def hear(event: Event, trigger: str, *, actor: Actor) -> int:
    """This will open the tasks an event calls for and tell how many; hearing twice opens none."""
    found = [(rule, news.case_of(event, trigger)) for rule in rules.waiting_for(trigger)]
    opened = [
        run(rule, case, actor=actor, at=event.at)
        for rule, case in found
        if case is not None and calc.fits(rules.condition(rule), case)
    ]
    return sum(task is not None for task in opened)


def scan(now: datetime, *, actor: Actor) -> tuple[int, int]:
    """This will look for what the clock calls for and tell how much was seen and opened.

    A look after a long pause opens what every look in between would have opened. Two workers
    that look at once open everything once.
    """
    seen = opened = 0
    for rule in rules.of_the_clock():
        for batch in _batches(clock.cases_at(rule, now)):
            fitting = [case for case in batch if calc.fits(rules.condition(rule), case)]
            seen += len(fitting)
            new = rules.new_ones(rule, fitting)
            opened += sum(run(rule, case, actor=actor, at=now) is not None for case in new)
        later = Q(scanned_until=None) | Q(scanned_until__lt=now)
        PlaybookRule.objects.filter(later, pk=rule.pk).update(scanned_until=now)
    return seen, opened + escalate(now, actor=actor)


def _batches(cases: Iterable[Case]) -> Iterator[list[Case]]:
    iterator = iter(cases)
    while batch := list(islice(iterator, CHUNK)):
        yield batch


@transaction.atomic
def run(rule: PlaybookRule, case: Case, *, actor: Actor, at: datetime) -> Task | None:
    """This will open one task of a rule unless the ledger has it; an earlier one gives way.

    A paper nobody answers for is left until somebody does.
    """
    owner_id = rules.assignee(rule, case)
    if owner_id is None:
        return None
    due_at = rules.due_at(rule, case)
    if not _enter(rule, case, due_at=due_at, at=at):
        return None
    for earlier in rules.earlier(rule, case.document_id).select_for_update(of=("self",)):
        documents.remember(earlier)
        earlier.skip(reason=say("由新的同类任务接替"))
        documents.save(earlier, actor=actor, event="crm.task.skipped")
    task = _open(rule, case, owner_id=owner_id, due_at=due_at, actor=actor)
    if task is not None:
        tasks.close_if_answered(task, actor=actor, since=case.since or case.at)
    return task


def _enter(rule: PlaybookRule, case: Case, *, due_at: datetime, at: datetime) -> bool:
    """Write the ledger first: a second worker waits here, and then finds it written."""
    entry = PlaybookRun(
        rule=rule,
        document=case.document,
        document_id=case.document_id,
        due_key=case.key,
        due_at=due_at,
        at=at,
    )
    PlaybookRun.objects.bulk_create([entry], ignore_conflicts=True)
    return PlaybookRun.objects.filter(pk=entry.pk).exists()


def _open(
    rule: PlaybookRule, case: Case, *, owner_id: int, due_at: datetime, actor: Actor
) -> Task | None:
    return tasks.open_once(
        actor=actor,
        origin_key=rules.key_of(rule, case.document_id, case.key),
        document=case.document,
        document_id=case.document_id,
        party_id=case.party_id,
        kind=rule.kind,
        title=calc.fill(rule.title, case.names),
        owner_id=owner_id,
        unit_id=case.unit_id,
        due_at=due_at,
        closes_on=rule.closes_on,
        priority=rule.priority,
        counts_from=case.counts_from,
    )


def escalate(now: datetime, *, actor: Actor) -> int:
    """This will tell the manager of what a rule asked for and nobody did in time."""
    limits = {
        rule.code: rule
        for rule in PlaybookRule.objects.filter(is_active=True, escalate_days__isnull=False)
    }
    told = 0
    for task in rules.overdue(now):
        rule = limits.get(task.origin_key.split(":")[1])
        if rule is not None:
            told += _escalate(rule, task, now=now, actor=actor)
    return told


@transaction.atomic
def _escalate(rule: PlaybookRule, task: Task, *, now: datetime, actor: Actor) -> bool:
    reached = task.due_at + timedelta(days=rule.escalate_days or 0)
    manager = people.manager_of(task.owner_id, task.unit_id)
    if reached > now or manager is None:
        return False
    names = {"title": task.title, "name": str(task.owner)}
    case = Case(
        document="crm.task",
        document_id=task.pk,
        party_id=task.party_id,
        owner_id=manager,
        unit_id=task.unit_id,
        at=reached,
        key="escalated",
    )
    due_at = task_queries.due_after(reached, hours=0, days=1, in_work_time=True)
    if not _enter(rule, case, due_at=due_at, at=now):
        return False
    opened = tasks.open_once(
        actor=actor,
        origin_key=calc.joined(["escalated", str(task.pk)]),
        document=case.document,
        document_id=task.pk,
        party_id=task.party_id,
        kind=Task.Kind.REVIEW,
        title=calc.fill(say("督办逾期任务：{title}（{name}）"), names),
        owner_id=manager,
        unit_id=task.unit_id,
        due_at=due_at,
        closes_on=[*STEPPED_IN, *GONE],
        priority=Task.Priority.HIGH,
    )
    return opened is not None
