"""Breaches of limits: noted, approved by another person, escalated, cured and asked again."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.market.position import queries
from backend.market.position.flow import State
from backend.market.position.models import LimitBreach, PositionBook, PositionLimit
from backend.market.pricing.calc.position import LimitState

log.declare(
    "market.limit_breach.opened",
    "market.limit_breach.worsened",
    "market.limit_breach.approved",
    "market.limit_breach.escalated",
    "market.limit_breach.lapsed",
    "market.limit_breach.cured",
)

WAITING = (State.OPEN, State.ESCALATED)
OVER = (LimitState.BREACH, LimitState.BLOCK)


class NotOnesOwn(Refusal):
    """Whoever traded does not approve the trade."""

    sentence = _("不能批准自己造成的限额突破，请由另一位有权限的人批准。")


documents.explains("market_limitbreach_two_people", NotOnesOwn())


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A position beyond its limit, or one that would have been."""

    use: queries.Use
    before: Decimal
    on: date
    source: Source | None = None


def is_approved(use: queries.Use, *, on: date) -> bool:
    """This will tell whether somebody allowed so many tonnes on that day."""
    return LimitBreach.objects.filter(
        limit=use.limit,
        month=use.month,
        state=State.APPROVED,
        approved_until__gte=on,
        approved_tonnes__gte=abs(use.tonnes),
    ).exists()


@documents.verb
def note(told: Told, *, actor: Actor, level: str) -> LimitBreach:
    """This will write a breach down, once while it waits: more of the same makes it larger."""
    rows = LimitBreach.objects.select_for_update(no_key=True).filter(
        limit=told.use.limit, month=told.use.month, level=level, state__in=WAITING
    )
    breach = rows.order_by("pk").first()
    is_new = breach is None
    if breach is None:
        breach = LimitBreach(
            no=numbering.next_number("XE", on=told.on),
            limit=told.use.limit,
            level=level,
            metal=told.use.limit.metal,
            month=told.use.month,
            tonnes=told.use.limit.tonnes,
            before=told.before,
        )
    else:
        documents.remember(breach)
    breach.on, breach.after, breach.ratio = told.on, told.use.tonnes, told.use.ratio
    if told.source is not None:
        breach.source_code, breach.source_id = told.source.code, told.source.id
        breach.source_no = told.source.no
    if is_new:
        return documents.add(breach, actor=actor, event="market.limit_breach.opened")
    return documents.save(breach, actor=actor, event="market.limit_breach.worsened")


@documents.verb
def approve(
    limit_breach_id: UUID, *, actor: Actor, until: date, tonnes: Decimal, on: date, reason: str
) -> LimitBreach:
    """This will allow a position beyond its limit until a day and up to some tonnes.

    Raises NotOnesOwn for the person whose trade it was.
    """
    breach = documents.lock(
        LimitBreach, limit_breach_id, actor=actor, permission="market.approve_limit_breach"
    )
    if actor.user_id is not None and actor.user_id == breach.created_by_id:
        raise NotOnesOwn
    if until < on:
        raise Malformed(errors={"until": _("批准期限不能早于当天")})
    breach.approve(until=until, tonnes=tonnes)
    breach.approved_by_id = actor.user_id
    return documents.save(breach, actor=actor, event="market.limit_breach.approved", reason=reason)


@documents.verb
def escalate(limit_breach_id: UUID, *, actor: Actor, reason: str) -> LimitBreach:
    """This will put a breach before those above."""
    breach = documents.lock(
        LimitBreach, limit_breach_id, actor=actor, permission="market.escalate_limit_breach"
    )
    breach.escalate()
    return documents.save(breach, actor=actor, event="market.limit_breach.escalated", reason=reason)


def cure_inside(metal: str, *, actor: Actor, on: date) -> int:
    """This will end the waiting breaches of a metal whose position is inside its limit again."""
    rows = LimitBreach.objects.select_for_update(of=("self",), no_key=True).filter(
        metal=metal, level=LimitBreach.Level.BREACH, state__in=WAITING
    )
    waiting = list(rows.select_related("limit").order_by("pk"))
    nets = queries.months(metal, on=on) if waiting else {}
    inside = [breach for breach in waiting if _now(breach, nets).state not in OVER]
    for breach in inside:
        _cure(breach, actor=actor)
    return len(inside)


def review(*, actor: Actor, on: date) -> int:
    """This will look at every limit at the end of a day; it returns how many breaches moved.

    An approval that ran out is asked anew, a refused trade nobody came back to is put away,
    and a position that is beyond its limit without anybody's trade becomes a breach.
    """
    metals = set(PositionBook.objects.values_list("metal", flat=True))
    return sum(_review_metal(metal, actor=actor, on=on) for metal in sorted(metals))


@documents.verb
def _review_metal(metal: str, *, actor: Actor, on: date) -> int:
    list(PositionBook.objects.select_for_update(no_key=True).filter(pk=metal))
    nets = queries.months(metal, on=on)
    rows = LimitBreach.objects.select_for_update(of=("self",), no_key=True).filter(metal=metal)
    past = Q(state=State.APPROVED, approved_until__lt=on)
    moved = 0
    for breach in rows.filter(past).select_related("limit").order_by("pk"):
        documents.remember(breach)
        breach.lapse()
        documents.save(breach, actor=actor, event="market.limit_breach.lapsed")
        moved += 1
    old = rows.filter(state__in=WAITING, on__lt=on).select_related("limit").order_by("pk")
    for breach in old:
        if _now(breach, nets).state not in OVER:
            _cure(breach, actor=actor)
            moved += 1
    for limit in queries.limits_on([metal], on=on):
        moved += _open_missing(limit, nets, actor=actor, on=on)
    return moved


def _open_missing(
    limit: PositionLimit, nets: dict[str, Decimal], *, actor: Actor, on: date
) -> int:  # fmt: skip
    opened = 0
    for use in queries.uses(limit, nets):
        if use.state not in OVER or is_approved(use, on=on):
            continue
        live = LimitBreach.objects.filter(limit=limit, month=use.month, state__in=WAITING)
        if not live.exists():
            told = Told(use=use, before=use.tonnes, on=on)
            note(told, actor=actor, level=LimitBreach.Level.BREACH)
            opened += 1
    return opened


def _now(breach: LimitBreach, nets: dict[str, Decimal]) -> queries.Use:
    found = {use.month: use for use in queries.uses(breach.limit, nets)}
    return found.get(breach.month) or queries.use(breach.limit, breach.month, Decimal("0.000"))


def _cure(breach: LimitBreach, *, actor: Actor) -> None:
    documents.remember(breach)
    breach.cure()
    documents.save(breach, actor=actor, event="market.limit_breach.cured")
