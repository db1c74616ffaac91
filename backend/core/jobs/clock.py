"""Jobs of the clock: one minute tick finds what is due, a ledger row makes each run happen once.

A run that dies is taken up again when its lease has passed, at most three times; a run that was
never started shows as missed.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import Min
from django.utils import timezone
from django_q.models import Schedule
from django_q.tasks import async_task

from backend.core.jobs.calc import Rhythm
from backend.core.jobs.models import JobRun

log = logging.getLogger("heng.jobs")
LEASE = timedelta(minutes=15)
MAX_ATTEMPTS = 3
TICK = "clock"


@dataclass(frozen=True)
class Tally:
    """What a run did."""

    seen: int = 0
    changed: int = 0


Work = Callable[[], "Tally | int | None"]


@dataclass(frozen=True)
class Clocked:
    """A registered job of the clock."""

    name: str
    rhythm: Rhythm
    work: Work


_jobs: dict[str, Clocked] = {}


def every(name: str, *, minutes: int = 0, daily: time | None = None) -> Callable[[Work], Work]:
    """This will register a job that runs every so many minutes or once a day at a local time.

    The job returns a Tally, a number of rows changed, or nothing. It may run twice.
    """

    def register(work: Work) -> Work:
        known = _jobs.get(name)
        if known is not None and known.work is not work:
            raise ValueError(f"the job {name} is registered twice")
        _jobs[name] = Clocked(name, Rhythm(minutes=minutes, daily=daily), work)
        return work

    return register


def clocked() -> Iterable[Clocked]:
    """This will give every registered job of the clock, by name."""
    return [_jobs[name] for name in sorted(_jobs)]


def install() -> None:
    """This will put the one minute tick on the queue's schedule, and start at the present."""
    Schedule.objects.update_or_create(
        name=TICK,
        defaults={
            "func": f"{__name__}.tick",
            "schedule_type": Schedule.MINUTES,
            "minutes": 1,
            "repeats": -1,
            "kwargs": "q_options={'save': False}",
        },
    )


def tick() -> None:
    """This will wake a worker for every job that is due and for one-off work left behind."""
    from backend.core.jobs import queue

    for name, moment in due(timezone.now()):
        async_task(f"{__name__}.run", name, moment.isoformat(), q_options={"save": False})
    queue.sweep(timezone.now())


def due(now: datetime) -> list[tuple[str, datetime]]:
    """This will list the jobs whose latest due moment has no run that is done or under way."""
    latest = {
        job.name: job.rhythm.latest(now, zone=timezone.get_current_timezone()) for job in clocked()
    }
    settled = {
        (run.job, run.scheduled_for)
        for run in JobRun.objects.filter(job__in=latest, scheduled_for__in=latest.values())
        if run.finished_at or run.lease_until > now
    }
    return [(name, moment) for name, moment in latest.items() if (name, moment) not in settled]


def run(name: str, scheduled_for: str | datetime) -> bool:
    """This will run a job for a due moment unless that was done; it tells whether it ran."""
    moment = (
        datetime.fromisoformat(scheduled_for) if isinstance(scheduled_for, str) else scheduled_for
    )
    job = _jobs[name]
    ledger = _claim(name, moment, now=timezone.now())
    if ledger is None:
        return False
    try:
        result = job.work()
    except Exception as error:
        log.exception("job failed", extra={"job": name})
        _fail(ledger, error)
        return True
    tally = result if isinstance(result, Tally) else Tally(result or 0, result or 0)
    JobRun.objects.filter(pk=ledger.pk).update(
        finished_at=timezone.now(),
        is_done=True,
        rows_seen=tally.seen,
        rows_changed=tally.changed,
        error="",
    )
    return True


def _claim(name: str, moment: datetime, *, now: datetime) -> JobRun | None:
    """Write the attempt down before the work: a job that kills its worker cannot loop."""
    try:
        with transaction.atomic():
            return JobRun.objects.create(
                job=name, scheduled_for=moment, started_at=now, lease_until=now + LEASE
            )
    except IntegrityError:
        pass
    with transaction.atomic():
        ledger = (
            JobRun.objects.select_for_update(skip_locked=True)
            .filter(job=name, scheduled_for=moment, finished_at=None, lease_until__lte=now)
            .first()
        )
        if ledger is None:
            return None
        if ledger.attempts >= MAX_ATTEMPTS:
            ledger.finished_at = now
            ledger.error = ledger.error or "the worker died each time"
            ledger.save()
            return None
        ledger.attempts += 1
        ledger.started_at, ledger.lease_until = now, now + LEASE
        ledger.save()
        return ledger


def _fail(ledger: JobRun, error: Exception) -> None:
    now = timezone.now()
    is_last = ledger.attempts >= MAX_ATTEMPTS
    JobRun.objects.filter(pk=ledger.pk).update(
        error=repr(error)[:2000],
        lease_until=now + timedelta(minutes=ledger.attempts),
        finished_at=now if is_last else None,
    )


def missed(now: datetime) -> list[str]:
    """This will name the jobs that did not succeed in their last two periods.

    A clock that has only just begun has missed nothing.
    """
    began = JobRun.objects.aggregate(at=Min("started_at"))["at"]
    found = []
    for job in clocked():
        latest = job.rhythm.latest(now, zone=timezone.get_current_timezone())
        since = job.rhythm.before(job.rhythm.before(latest))
        if began is None or began > since:
            continue
        if not JobRun.objects.filter(job=job.name, scheduled_for__gt=since, is_done=True).exists():
            found.append(job.name)
    return found


def has_table() -> bool:
    """This will tell whether the tables of the clock exist yet."""
    return {JobRun._meta.db_table, Schedule._meta.db_table} <= set(
        connection.introspection.table_names()
    )
