"""One-off background work: written in the caller's transaction, done once, buried after three.

The attempt is counted and committed before the work, the effect and the new state are one
transaction, and a lease keeps two workers apart.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from backend.core.events.log import plain
from backend.core.jobs.models import Job

log = logging.getLogger("heng.jobs")
LEASE = timedelta(minutes=15)
MAX_ATTEMPTS = 3
Doer = Callable[..., None]
_doers: dict[str, Doer] = {}


def does(kind: str) -> Callable[[Doer], Doer]:
    """This will register who does a kind of work: a function of the job's arguments."""

    def register(doer: Doer) -> Doer:
        _doers[kind] = doer
        return doer

    return register


def kinds() -> list[str]:
    """This will list every kind of one-off work."""
    return sorted(_doers)


def enqueue(kind: str, *, key: str, **arguments: Any) -> UUID:
    """This will write a job into the running transaction; the same key again is the same job.

    Arguments are ids and plain values, never objects. It raises KeyError for an unknown kind.
    """
    if kind not in _doers:
        raise KeyError(kind)
    now = timezone.now()
    job, is_new = Job.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "arguments": plain(arguments),
            "lease_until": now,
            "created_at": now,
        },
    )
    if is_new:
        wake(job.pk)
    return job.pk


def wake(job_id: UUID) -> None:
    """This will tell a worker, after commit, that a job waits."""
    transaction.on_commit(
        lambda: async_task(f"{__name__}.work", str(job_id), q_options={"save": False})
    )


def sweep(now: datetime) -> int:
    """This will wake workers for jobs that wait although nobody holds them."""
    left = Job.objects.filter(
        state=Job.State.WAITING, lease_until__lte=now - timedelta(seconds=30)
    ).order_by("lease_until")[:100]
    count = 0
    for job in left:
        async_task(f"{__name__}.work", str(job.pk), q_options={"save": False})
        count += 1
    return count


def work(job_id: str | UUID) -> bool:
    """This will do one job unless it is done, dead or held; it tells whether it was done now."""
    job = _claim(UUID(str(job_id)), now=timezone.now())
    if job is None:
        return False
    try:
        with transaction.atomic():
            held = (
                Job.objects.select_for_update(skip_locked=True)
                .filter(pk=job.pk, state=Job.State.WAITING)
                .first()
            )
            if held is None:
                return False
            _doers[held.kind](**held.arguments)
            held.state, held.error = Job.State.DONE, ""
            held.finished_at = timezone.now()
            held.save()
    except Exception as error:
        log.exception("job failed", extra={"job": str(job.pk), "kind": job.kind})
        _fail(job, error)
        return False
    return True


def _claim(job_id: UUID, *, now: datetime) -> Job | None:
    with transaction.atomic():
        job = (
            Job.objects.select_for_update(skip_locked=True)
            .filter(pk=job_id, state=Job.State.WAITING, lease_until__lte=now)
            .first()
        )
        if job is None:
            return None
        if job.attempts >= MAX_ATTEMPTS:
            _bury(job, job.error or "the worker died each time", now=now)
            return None
        job.attempts += 1
        job.lease_until = now + LEASE
        job.save()
        return job


def _fail(job: Job, error: Exception) -> None:
    now = timezone.now()
    with transaction.atomic():
        held = Job.objects.select_for_update().get(pk=job.pk)
        held.error = repr(error)[:2000]
        held.lease_until = now + timedelta(minutes=held.attempts)
        if held.attempts >= MAX_ATTEMPTS:
            _bury(held, held.error, now=now)
        else:
            held.save()


def _bury(job: Job, error: str, *, now: datetime) -> None:
    job.state, job.error, job.finished_at = Job.State.DEAD, error, now
    job.save()
    log.error("job is dead", extra={"job": str(job.pk), "kind": job.kind})
