"""What the clock does with quotes."""

from datetime import date, datetime, time

from django.utils import timezone

from backend.core.access.actor import system
from backend.core.invariants import invariant
from backend.core.jobs import clock
from backend.crm.quote import actions, queries
from backend.crm.quote.models import Quote


def expire_what_passed(on: date) -> clock.Tally:
    """This will close every quote whose last day is over; it may run twice."""
    ids = list(queries.passed(on=on).order_by("id").values_list("pk", flat=True))
    closed = [actions.expire(quote_id, actor=system("clock"), on=on) for quote_id in ids]
    return clock.Tally(seen=len(ids), changed=sum(quote is not None for quote in closed))


@clock.every("crm.expire_quotes", daily=time(0, 5))
def expire_quotes() -> clock.Tally:
    """This will close what passed by the calendar of the company."""
    return expire_what_passed(timezone.localdate())


def hold_what_moved(at: datetime) -> clock.Tally:
    """This will hold every waiting quote whose market or rate moved too far; it may run twice."""
    on = timezone.localdate(at)
    rules = (Quote.Validity.MARKET, Quote.Validity.FX)
    ids = [pk for rule in rules for pk in queries.watching(rule=rule).values_list("pk", flat=True)]
    held = [actions.mark_stale(pk, actor=system("clock"), at=at, on=on) for pk in ids]
    return clock.Tally(seen=len(ids), changed=sum(quote is not None for quote in held))


@clock.every("crm.hold_stale_quotes", minutes=15)
def hold_stale_quotes() -> clock.Tally:
    """This will look every quarter of an hour for prices the market has left behind."""
    return hold_what_moved(timezone.now())


@invariant("crm.quote.total_is_sum")
def total_is_sum() -> list[str]:
    """This will name quotes whose amount is not the sum of their lines."""
    return [
        f"{row.no}: {row.amount_estimated} is not the sum of its lines"
        for row in queries.totals_that_differ()
    ]


@invariant("crm.quote.trace_is_price")
def trace_is_price() -> list[str]:
    """This will name lines whose steps do not come to the price they print."""
    return [
        f"{line.quote.no} line {line.seq}: the trace does not come to {line.provisional_price}"
        for line in queries.untrue_traces()
    ]
