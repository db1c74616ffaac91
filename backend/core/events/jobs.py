"""The clock's door to the event log."""

from backend.core.events import log


def deliver() -> int:
    """This will deliver waiting news; the queue only wakes it, the log is the truth."""
    return log.deliver()
