"""What a person may do with work that was given up."""

from uuid import UUID

from django.utils import timezone

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import NotNow
from backend.core.events import log
from backend.core.jobs import queue
from backend.core.jobs.models import Job

log.declare("core.job.replayed")


@documents.verb
def replay(job_id: UUID, *, actor: Actor) -> Job:
    """This will give a dead job three new attempts."""
    job = documents.lock(Job, job_id, actor=actor, permission="core.replay_job")
    if job.state != Job.State.DEAD:
        raise NotNow(state=job.get_state_display(), verbs=[])
    job.state, job.attempts, job.finished_at = Job.State.WAITING, 0, None
    job.lease_until = timezone.now()
    job.version += 1
    documents.save(job, actor=actor, event="core.job.replayed")
    queue.wake(job.pk)
    return job
