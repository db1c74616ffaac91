"""How late open instalments are, by customer or by the person who looks after them."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.crm.receivable.flow import PlanState
from backend.crm.receivable.models import PlanLine
from backend.market.pricing.calc.receipts import BUCKETS

NAMES = ("not_due", "d1_30", "d31_60", "d61_90", "d91_180", "d181_365", "over_365")
ZERO = Decimal("0.00")
GROUPS = {
    "party": {"key": F("party_id"), "name": F("party__name"), "code": F("party__no")},
    "owner": {"key": F("owner_id"), "name": F("owner__name"), "code": F("owner__username")},
}


def open_lines(actor: Actor, *, currency: str) -> QuerySet[PlanLine]:
    """This will give the instalments the actor may see on which something is open."""
    rows = policy.visible(PlanLine, actor)
    return rows.filter(state=PlanState.ACTIVE, currency=currency)


def ageing(actor: Actor, *, on: date, by: str, currency: str, limit: int) -> dict[str, Any]:
    """This will age open amounts on a day, largest overdue first, with totals over all rows.

    Buckets are days after the due day: not due, 1-30, 31-60, 61-90, 91-180, 181-365, beyond.
    Money that is to be paid back stands apart in `refund_due`. One aggregate each.
    """
    policy.require(actor, "crm.view_receivable")
    lines = open_lines(actor, currency=currency)
    sums = _sums(on)
    grouped: Any = lines.order_by().values(**GROUPS[by]).annotate(**sums)
    largest = (F("overdue").desc(), F("total").desc(), F("key"))
    items = list(grouped.order_by(*largest)[:limit])
    return {
        "on": on,
        "by": by,
        "currency": currency,
        "items": [{**row, "key": str(row["key"] or "")} for row in items],
        "totals": lines.aggregate(**sums),
    }


def _sums(on: date) -> dict[str, Any]:
    sums = {name: _sum(where) for name, where in zip(NAMES, _ranges(on), strict=True)}
    owed = Q(open__gt=0)
    return {
        **sums,
        "total": _sum(owed),
        "overdue": _sum(owed & Q(due_on__lt=on)),
        "refund_due": Coalesce(-Sum("open", filter=Q(open__lt=0)), ZERO),
    }


def _sum(where: Q) -> Coalesce:
    return Coalesce(Sum("open", filter=where), ZERO)


def _ranges(on: date) -> list[Q]:
    """One condition a bucket; a line due on the day itself is not late."""
    owed = Q(open__gt=0)
    ends = [on - timedelta(days=days) for days in BUCKETS]
    found = [owed & Q(due_on__gte=ends[0])]
    found += [owed & Q(due_on__lt=newer, due_on__gte=older) for newer, older in pairwise(ends)]
    return [*found, owed & Q(due_on__lt=ends[-1])]


def overdue(actor: Actor, *, on: date) -> QuerySet[PlanLine]:
    """This will give the visible instalments that are late on a day, the latest first."""
    rows = _owed(actor).filter(due_on__lt=on)
    return rows.order_by("due_on", "no")


def promised(actor: Actor, *, until: date) -> QuerySet[PlanLine]:
    """This will give the visible open instalments promised for a day or earlier, oldest first."""
    rows = _owed(actor).filter(promised_on__lte=until)
    return rows.order_by("promised_on", "no")


def _owed(actor: Actor) -> QuerySet[PlanLine]:
    rows = policy.visible(PlanLine, actor).filter(state=PlanState.ACTIVE, open__gt=0)
    return rows.select_related("party", "contract")
