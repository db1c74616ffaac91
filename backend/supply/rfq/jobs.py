"""What the clock does at a deadline, and what must always be true of requests and awards."""

import logging
from collections import defaultdict
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from backend.core.access.actor import system
from backend.core.errors import Refusal
from backend.core.invariants import invariant
from backend.core.jobs import clock
from backend.supply.rfq import actions
from backend.supply.rfq.calc import seal
from backend.supply.rfq.flow import DROPPED, OPEN_TO_QUOTES
from backend.supply.rfq.models import AwardLine, Rfq, SealedBid, SupplierQuoteLine

log = logging.getLogger("heng.rfq")
MOST = 100
WHOLE = Decimal(100)


@clock.every("supply.rfq.close", minutes=5)
def close_due() -> clock.Tally:
    """This will close the requests whose deadline has passed; quotes were refused since then."""
    due = Rfq.objects.filter(state__in=OPEN_TO_QUOTES, deadline__lte=timezone.now())
    seen = changed = 0
    for pk in due.order_by("deadline").values_list("pk", flat=True)[:500]:
        seen += 1
        try:
            with transaction.atomic():
                actions.close(pk, actor=system("询价截止"))
            changed += 1
        except Refusal as refused:
            log.warning("closing waits", extra={"rfq": pk, "why": str(refused)})
    return clock.Tally(seen=seen, changed=changed)


@invariant("supply.rfq.award_is_whole")
def award_is_whole() -> list[str]:
    """This will name awarded lines whose shares or tonnes are not all of the line."""
    shares: dict[tuple[str, int], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    rows = AwardLine.objects.exclude(award__state__in=DROPPED).values_list(
        "award__no", "rfq_line__seq", "rfq_line__quantity", "percent", "quantity"
    )
    asked: dict[tuple[str, int], Decimal] = {}
    for no, seq, tonnes, percent, quantity in rows:
        asked[no, seq] = tonnes
        shares[no, seq][0] += percent
        shares[no, seq][1] += quantity
    return [
        f"定标 {no} 第 {seq} 行：份额 {percent}%，数量 {quantity} 吨，应为 {asked[no, seq]} 吨"
        for (no, seq), (percent, quantity) in shares.items()
        if percent != WHOLE or quantity != asked[no, seq]
    ][:MOST]


@invariant("supply.rfq.sealed_is_empty")
def sealed_is_empty() -> list[str]:
    """This will name quotes that are under seal and yet have lines to read."""
    wrong = SupplierQuoteLine.objects.filter(quote__is_sealed=True)
    return [
        f"报价 {no} 处于密封状态但已有明细"
        for no in wrong.values_list("quote__no", flat=True).distinct()[:MOST]
    ]


@invariant("supply.rfq.seals_unbroken")
def seals_unbroken() -> list[str]:
    """This will name bids whose stored body no longer has the fingerprint it was given."""
    found = []
    for bid in SealedBid.objects.annotate(no=F("quote__no")).iterator(chunk_size=100):
        shares = [bytes.fromhex(share) for share in bid.shares.values()]
        if seal.fingerprint(bytes(bid.body), shares) != bid.digest:
            found.append(f"报价 {bid.no} 的密封内容与指纹不符")
    return found[:MOST]
