"""Rules in force, what they ask for and of whom."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from backend.crm.playbook import calc
from backend.crm.playbook.calc import Case
from backend.crm.playbook.models import PlaybookRule, PlaybookRun
from backend.crm.playbook.queries import people
from backend.crm.task import queries as tasks
from backend.crm.task.models import Task

PREFIX = "rule"


def waiting_for(trigger: str) -> QuerySet[PlaybookRule]:
    """This will give the rules in force that such an occasion calls."""
    return PlaybookRule.objects.filter(trigger=trigger, is_active=True).order_by("code")


def of_the_clock() -> QuerySet[PlaybookRule]:
    """This will give the rules in force that look by themselves."""
    rows = PlaybookRule.objects.filter(is_active=True).exclude(trigger__in=PlaybookRule.EVENTS)
    return rows.order_by("code")


def condition(rule: PlaybookRule) -> calc.Condition:
    """This will give for whom a rule is, as plain values."""
    return calc.Condition(
        amount_over=rule.amount_over,
        levels=tuple(rule.levels),
        pipeline=rule.pipeline,
        stages=tuple(rule.stages),
        sources=tuple(rule.sources),
    )


def due_at(rule: PlaybookRule, case: Case) -> datetime:
    """This will give the deadline of a rule for an occasion."""
    if rule.due_weekday is not None:
        day = timezone.localtime(case.at).date()
        day += timedelta(days=rule.due_weekday - 1 - day.weekday())
        if rule.due_time is None:
            return tasks.end_of(day)
        return timezone.make_aware(datetime.combine(day, rule.due_time))
    return tasks.due_after(
        case.at,
        hours=rule.delay_hours,
        days=rule.delay_days,
        in_work_time=rule.in_work_time,
        at=rule.due_time or _close(rule),
    )


def _close(rule: PlaybookRule) -> time | None:
    """A rule that counts neither hours nor days is due when work ends that day."""
    if rule.in_work_time or rule.delay_hours:
        return None
    return timezone.localtime(tasks.end_of(timezone.localdate())).time()


def assignee(rule: PlaybookRule, case: Case) -> int | None:
    """This will give whose task it is, or nobody when nobody answers for the paper."""
    if rule.assignee == PlaybookRule.Assignee.PERSON and people.is_here(rule.person_id):
        return rule.person_id
    manager = people.manager_of(case.owner_id, case.unit_id)
    if rule.assignee == PlaybookRule.Assignee.MANAGER and manager is not None:
        return manager
    return case.owner_id if people.is_here(case.owner_id) else manager


def key_of(rule: PlaybookRule, document_id: UUID, due_key: str) -> str:
    """This will give the origin key of a rule's task."""
    return calc.joined([PREFIX, rule.code, str(document_id), due_key])


def new_ones(rule: PlaybookRule, cases: Iterable[Case]) -> list[Case]:
    """This will drop the occasions the ledger knows, in one question."""
    found = list(cases)
    known = set(
        PlaybookRun.objects.filter(
            rule=rule,
            document_id__in=[case.document_id for case in found],
            due_key__in={case.key for case in found},
        ).values_list("document_id", "due_key")
    )
    return [case for case in found if (case.document_id, case.key) not in known]


def earlier(rule: PlaybookRule, document_id: UUID) -> QuerySet[Task]:
    """This will give the waiting tasks a rule opened about a paper before."""
    start = calc.joined([PREFIX, rule.code, str(document_id), ""])
    rows = tasks.waiting().filter(document_id=document_id, origin=Task.Origin.RULE)
    return rows.filter(origin_key__startswith=start).order_by("pk")


def overdue(now: datetime) -> QuerySet[Task]:
    """This will give the overdue tasks of rules, the oldest first."""
    rows = tasks.waiting().filter(origin=Task.Origin.RULE, due_at__lt=now)
    return rows.filter(origin_key__startswith=f"{PREFIX}:").order_by("due_at", "pk")
