"""The check before a trade: the limits with the trade included, under the lock of its metal."""

from datetime import date
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents.source import Source
from backend.core.errors import Refusal
from backend.core.events import log
from backend.market.position import queries
from backend.market.position.actions import breaches
from backend.market.position.actions.posting import lock_books
from backend.market.position.models import LimitBreach, PositionSide
from backend.market.pricing.calc.position import LimitState

log.declare("market.position_limit.neared")


class LimitBlocked(Refusal):
    """The trade would take the position beyond what may be at all."""

    sentence = _(
        "{metal} 的{measure}将达 {after} 吨，超过限额 {limit} 吨的禁止线（{block}）。"
        "请减少数量，或由风控批准该限额突破后重试。"
    )


def require(
    *,
    actor: Actor,
    metal: str,
    month: str,
    side: str,
    quantity: Decimal,
    on: date,
    source: Source | None = None,
    refuses: bool = True,
) -> list[queries.Use]:
    """This will raise LimitBlocked when a trade may not be, and give the limits it comes near.

    It locks the metal to the end of the transaction, so that two trades never both fit under one
    limit. A trade that makes a position smaller always passes. A breach is written down: with
    the trade when it is taken, after it when it is refused. What a contract prices by itself, or
    a mistake taken back, is not refused: with `refuses` false it is a breach like another.
    """
    lock_books([metal])
    signed = quantity if side == PositionSide.BUY else -quantity
    before = queries.months(metal, on=on)
    after = dict(before)
    at = max(month, queries.month_of(on))
    after[at] = after.get(at, Decimal("0.000")) + signed
    near = []
    for limit in queries.limits_on([metal], on=on):
        had = {use.month: use.tonnes for use in queries.uses(limit, before)}
        for use in queries.uses(limit, after):
            was = had.get(use.month, Decimal("0.000"))
            if use.state == LimitState.OK or abs(use.tonnes) <= abs(was):
                continue
            near.append(use)
            told = breaches.Told(use=use, before=was, on=on, source=source)
            _judge(told, actor=actor, refuses=refuses)
    return near


def _judge(told: breaches.Told, *, actor: Actor, refuses: bool) -> None:
    use = told.use
    if use.state == LimitState.WARN:
        if queries.use(use.limit, use.month, told.before).state == LimitState.OK:
            news = {"month": use.month, "tonnes": use.tonnes, "ratio": use.ratio}
            log.emit("market.position_limit.neared", use.limit, actor=actor, payload=news)
        return
    if breaches.is_approved(use, on=told.on):
        return
    if use.state == LimitState.BREACH or not refuses:
        breaches.note(told, actor=actor, level=LimitBreach.Level.BREACH)
        return
    limit = use.limit
    blocked = LimitBlocked(
        metal=limit.metal.upper(),
        measure=limit.get_measure_display(),
        after=f"{use.tonnes:f}",
        limit=f"{limit.tonnes:f}",
        block=f"{limit.block_at:.0%}",
    )
    blocked.aftermath = partial(breaches.note, told, actor=actor, level=LimitBreach.Level.BLOCK)
    raise blocked
