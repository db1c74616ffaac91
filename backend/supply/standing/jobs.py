"""What the clock does for score cards: it counts the month before, once, as drafts."""

from datetime import date, time

from django.utils import timezone

from backend.core.access.actor import system
from backend.core.jobs import clock
from backend.core.jobs.clock import Tally
from backend.supply.standing import actions, calc, queries
from backend.supply.standing.flow import State
from backend.supply.standing.models import ScoreCard
from backend.supply.supplier.flow import APPROVED
from backend.supply.supplier.models import Supplier

SELF = system("supply.standing")


@clock.every("supply.score_card.count", daily=time(6, 0))
def count_daily() -> Tally:
    """This will count the month before of every approved supplier that has no card of it."""
    return count_month(on=timezone.localdate())


def count_month(*, on: date) -> Tally:
    """This will count as drafts what is missing of the month before a day; once, however often."""
    first, last = calc.month_before(on)
    scheme = queries.scheme_in_use()
    if scheme is None:
        return Tally()
    there = ScoreCard.objects.filter(period_from=first, period_to=last)
    there = there.exclude(state=State.VOID)
    rows = Supplier.objects.filter(state__in=APPROVED).exclude(pk__in=there.values("supplier_id"))
    seen = changed = 0
    for supplier in rows.order_by("pk"):
        seen += 1
        measured = queries.measure(supplier, first=first, last=last, market=scheme.market)
        if not any(row.samples for row in measured.values()):
            continue
        actions.count(
            actor=SELF,
            id=None,
            on=on,
            supplier_id=supplier.pk,
            period_from=first,
            period_to=last,
        )
        changed += 1
    return Tally(seen, changed)
