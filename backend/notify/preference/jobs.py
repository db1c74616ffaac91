"""What waited for the morning, or for a slow channel, is told."""

from django.utils import timezone

from backend.core.jobs import clock
from backend.notify.preference import actions


@clock.every("notify.send_waiting", minutes=1)
def send_waiting() -> int:
    """This will tell what is due."""
    return actions.send_due(now=timezone.now())
