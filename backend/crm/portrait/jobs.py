"""What the clock does with the value of customers."""

from datetime import time

from django.utils import timezone

from backend.core.access.actor import system
from backend.core.jobs import clock
from backend.core.jobs.clock import Tally
from backend.crm.portrait import actions


@clock.every("crm.value_customers", daily=time(1, 40))
def value_customers() -> Tally:
    """This will value every customer by the calendar of the company."""
    done = actions.value_all(actor=system("clock"), on=timezone.localdate())
    return Tally(done.seen, done.valued + done.graded)
