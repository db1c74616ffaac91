"""What the clock does with windows that have run out, and what must always be true."""

import logging
from datetime import time
from decimal import Decimal

from django.db import transaction
from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from backend.core.access.actor import system
from backend.core.errors import Refusal
from backend.core.invariants import invariant
from backend.core.jobs import clock
from backend.crm.contract.models import ContractLine
from backend.crm.fixing import actions, queries
from backend.crm.fixing.models import Fixing

log = logging.getLogger("heng.fixing")
MOST = 100
ZERO = Decimal(0)


@clock.every("crm.fixing.close_windows", daily=time(18, 30))
def close_windows() -> clock.Tally:
    """This will lapse unanswered calls of closed windows and price the rest where agreed."""
    now = timezone.now()
    today = timezone.localdate(now)
    actor = system("计价期到期")
    seen = changed = 0
    for line in queries.lines_past(today):
        seen += 1
        changed += actions.expire_all(line.pk, actor=actor)
        if line.uncalled != ContractLine.Uncalled.LAST_SETTLE:
            continue
        try:
            with transaction.atomic():
                actions.default(
                    actor=actor, id=None, contract_id=line.contract_id, line_id=line.pk, at=now
                )
            changed += 1
        except Refusal as refused:
            log.warning("default pricing waits", extra={"line": line.pk, "why": str(refused)})
    return clock.Tally(seen=seen, changed=changed)


@clock.every("crm.fixing.follow_averages", minutes=60)
def follow_averages() -> clock.Tally:
    """This will let each day of a running average begin to bear its price."""
    today = timezone.localdate()
    actor = system("均价计价")
    lines = queries.averages_running(today)
    changed = sum(actions.follow_average(line.pk, actor=actor, today=today) for line in lines)
    return clock.Tally(seen=len(lines), changed=changed)


@invariant("crm.fixing.priced_is_sum_of_fixings")
def priced_is_sum() -> list[str]:
    """This will name call lines whose priced tonnes are not the sum of their fixings."""
    counted = Fixing.objects.filter(line=OuterRef("pk"), state__in=["booked", "reversed"])
    total = counted.order_by().values("line").annotate(sum=Sum("quantity")).values("sum")
    rows = ContractLine.objects.filter(pricing=ContractLine.Pricing.CALL)
    wrong = rows.annotate(total=Coalesce(Subquery(total), ZERO)).exclude(total=F("quantity_priced"))
    return [
        f"合同 {no} 第 {seq} 行：已定价 {priced}，点价合计 {total}"
        for no, seq, priced, total in wrong.values_list(
            "contract__no", "seq", "quantity_priced", "total"
        )[:MOST]
    ]
