"""What the clock does with tickets: it warns, it tells of broken promises, it closes."""

from django.utils import timezone

from backend.core.jobs import clock
from backend.service.ticket import actions


@clock.every("service.watch_tickets", minutes=1)
def watch_tickets() -> int:
    """This will tell, once each, of every promise whose warning, end or hour after has come."""
    return actions.tell_due(at=timezone.now())


@clock.every("service.close_tickets", minutes=15)
def close_tickets() -> int:
    """This will close what was resolved days ago and nobody objected to."""
    return actions.close_due(at=timezone.now())
