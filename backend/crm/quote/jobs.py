"""What the clock does with quotes."""

from datetime import date, time

from django.utils import timezone

from backend.core.access.actor import system
from backend.core.invariants import invariant
from backend.core.jobs import clock
from backend.crm.quote import actions, queries


def expire_what_passed(on: date) -> clock.Tally:
    """This will close every quote whose last day is over; it may run twice."""
    ids = list(queries.passed(on=on).order_by("id").values_list("pk", flat=True))
    closed = [actions.expire(quote_id, actor=system("clock"), on=on) for quote_id in ids]
    return clock.Tally(seen=len(ids), changed=sum(quote is not None for quote in closed))


@clock.every("crm.expire_quotes", daily=time(0, 5))
def expire_quotes() -> clock.Tally:
    """This will close what passed by the calendar of the company."""
    return expire_what_passed(timezone.localdate())


@invariant("crm.quote.total_is_sum")
def total_is_sum() -> list[str]:
    """This will name quotes whose amount is not the sum of their lines."""
    return [
        f"{row.no}: {row.amount_estimated} is not the sum of its lines"
        for row in queries.totals_that_differ()
    ]
