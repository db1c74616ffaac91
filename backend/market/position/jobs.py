"""The clock's door to limits: once more at the end of every day."""

from datetime import time

from django.utils import timezone

from backend.core.access.actor import system
from backend.core.jobs import clock
from backend.market.position import actions


@clock.every("market.position.review", daily=time(18, 30))
def review() -> int:
    """This will look at every limit when the day's trades are in."""
    return actions.review(actor=system("market.position"), on=timezone.localdate())
