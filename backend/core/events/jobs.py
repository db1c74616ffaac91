"""The clock's door to the event log."""

from backend.core.events import log
from backend.core.jobs import clock


@clock.every("core.events.deliver", minutes=1)
def deliver() -> int:
    """This will deliver waiting news; the queue only wakes it, the log is the truth."""
    return log.deliver()
