"""The clock's door to remembered answers and log-ins."""

from datetime import time, timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from backend.core.idempotency.models import Answer
from backend.core.jobs import clock

KEPT = timedelta(days=14)  # a phone may be offline for a week and retry


@clock.every("core.idempotency.forget", daily=time(3, 10))
def forget() -> int:
    """This will forget answers given two weeks ago and sessions that have ended."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    gone, _each = Answer.objects.filter(at__lt=now - KEPT).delete()
    return gone
