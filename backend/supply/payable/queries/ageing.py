"""How late what we owe is, by supplier."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.market.pricing.calc.receipts import BUCKETS
from backend.supply.payable.flow import PayableState
from backend.supply.payable.models import Payable

NAMES = ("not_due", "d1_30", "d31_60", "d61_90", "d91_180", "d181_365", "over_365")
ZERO = Decimal("0.00")


def ageing(actor: Actor, *, on: date, currency: str, limit: int) -> dict[str, Any]:
    """This will age what is open on a day, by supplier, largest overdue first.

    Money that suppliers owe us stands apart in `refund_due`.
    """
    policy.require(actor, "supply.view_payable")
    rows = policy.visible(Payable, actor).filter(state=PayableState.ACTIVE, currency=currency)
    sums = _sums(on)
    keys = {"key": F("party_id"), "name": F("party__name"), "code": F("party__no")}
    grouped: Any = rows.order_by().values(**keys).annotate(**sums)
    items = grouped.order_by(F("overdue").desc(), F("total").desc(), F("key"))[:limit]
    return {
        "on": on,
        "currency": currency,
        "items": [{**row, "key": str(row["key"])} for row in items],
        "totals": rows.aggregate(**sums),
    }


def _sums(on: date) -> dict[str, Any]:
    owed = Q(open__gt=0)
    sums = {name: _sum(where) for name, where in zip(NAMES, _ranges(on), strict=True)}
    return {
        **sums,
        "total": _sum(owed),
        "overdue": _sum(owed & Q(due_on__lt=on)),
        "refund_due": Coalesce(-Sum("open", filter=Q(open__lt=0)), ZERO),
    }


def _sum(where: Q) -> Coalesce:
    return Coalesce(Sum("open", filter=where), ZERO)


def _ranges(on: date) -> list[Q]:
    owed = Q(open__gt=0)
    ends = [on - timedelta(days=days) for days in BUCKETS]
    found = [owed & Q(due_on__gte=ends[0])]
    found += [owed & Q(due_on__lt=newer, due_on__gte=older) for newer, older in pairwise(ends)]
    return [*found, owed & Q(due_on__lt=ends[-1])]
