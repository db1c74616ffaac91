"""What the clock does with windows of purchases, and what must always be true."""

import logging
from datetime import time
from decimal import Decimal

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from backend.core.access.actor import system
from backend.core.errors import Refusal
from backend.core.invariants import invariant
from backend.core.jobs import clock
from backend.supply.callprice import actions, queries
from backend.supply.callprice.models import PurchaseFixing
from backend.supply.purchase.models import PurchaseLine

log = logging.getLogger("heng.callprice")
MOST = 100
ZERO = Decimal(0)


@clock.every("supply.fixing.close_windows", daily=time(18, 35))
def close_windows() -> clock.Tally:
    """This will lapse unanswered calls of closed windows and price the rest where agreed."""
    now = timezone.now()
    actor = system("采购计价期到期")
    seen = changed = 0
    for line in queries.lines_past(timezone.localdate(now)):
        seen += 1
        changed += actions.expire_all(line.pk, actor=actor)
        if line.uncalled != PurchaseLine.Uncalled.LAST_SETTLE:
            continue
        try:
            with transaction.atomic():
                actions.default(
                    actor=actor, id=None, purchase_id=line.purchase_id, line_id=line.pk, at=now
                )
            changed += 1
        except Refusal as refused:
            log.warning("default pricing waits", extra={"line": line.pk, "why": str(refused)})
    return clock.Tally(seen=seen, changed=changed)


@clock.every("supply.fixing.follow_averages", daily=time(18, 45))
def follow_averages() -> clock.Tally:
    """This will bring the position along with averages that run, a day's share a day."""
    today = timezone.localdate()
    actor = system("采购均价")
    lines = queries.averages_running(today)
    changed = sum(actions.follow_average(line.pk, actor=actor, today=today) for line in lines)
    return clock.Tally(seen=len(lines), changed=changed)


@invariant("supply.fixing.priced_is_sum_of_fixings")
def priced_is_sum() -> list[str]:
    """This will name call lines whose priced tonnes or money are not those of their fixings."""
    counted = PurchaseFixing.objects.filter(
        line=OuterRef("pk"), state__in=["booked", "reversed"]
    ).order_by()
    tonnes = counted.values("line").annotate(sum=Sum("quantity")).values("sum")
    money = counted.values("line").annotate(sum=Sum("amount")).values("sum")
    rows = PurchaseLine.objects.annotate(
        tonnes=Coalesce(Subquery(tonnes), ZERO), money=Coalesce(Subquery(money), ZERO)
    )
    wrong = rows.exclude(Q(tonnes=F("quantity_priced")) & Q(money=F("amount_priced")))
    return [
        f"采购 {no} 第 {seq} 行：已定价 {priced} 吨，点价合计 {tonnes} 吨"
        for no, seq, priced, tonnes in wrong.values_list(
            "purchase__no", "seq", "quantity_priced", "tonnes"
        )[:MOST]
    ]
