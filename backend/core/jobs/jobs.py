"""The clock's door to its own ledger."""

from datetime import time, timedelta

from django.utils import timezone

from backend.core.jobs import clock
from backend.core.jobs.models import Job, JobRun

KEPT = timedelta(days=30)


@clock.every("core.jobs.forget", daily=time(3, 20))
def forget() -> int:
    """This will forget good runs and finished jobs of a month ago; what failed stays."""
    before = timezone.now() - KEPT
    runs, _each = JobRun.objects.filter(is_done=True, scheduled_for__lt=before).delete()
    done, _each = Job.objects.filter(state=Job.State.DONE, finished_at__lt=before).delete()
    return runs + done
