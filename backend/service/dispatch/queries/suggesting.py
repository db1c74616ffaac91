"""Suggestions with every part of their score in words and figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.core import money
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.service.dispatch import calc
from backend.service.dispatch.calc import Excluded, Job, Offer
from backend.service.dispatch.queries.facts import Facts, gather
from backend.service.engineer.calc import Lack
from backend.service.workorder.flow import UNPLANNED
from backend.service.workorder.models import WorkOrder

SCHEDULE = "service.schedule_work_order"
MOST_ORDERS = 500
LABELS = {
    "travel": gettext_lazy("路程"),
    "slot": gettext_lazy("时效"),
    "skill": gettext_lazy("技能"),
    "load": gettext_lazy("负荷均衡"),
    "part": gettext_lazy("车载备件"),
    "known": gettext_lazy("熟悉客户"),
    "territory": gettext_lazy("服务区域"),
    "cost": gettext_lazy("成本"),
}


@dataclass(frozen=True)
class Suggestion:
    """What is suggested for one order: who, when, why; and who not, and why."""

    order: WorkOrder
    job: Job
    offers: list[dict[str, Any]]
    excluded: list[dict[str, Any]]
    """In a plan for all orders only where nobody is left."""
    excluded_count: int


def waiting(actor: Actor) -> QuerySet[WorkOrder]:
    """This will give the orders nobody is booked for, of those this person may schedule."""
    rows = policy.scope(WorkOrder.objects.all(), actor, SCHEDULE)
    return rows.filter(state__in=UNPLANNED)


def suggest(work_order_id: UUID, *, actor: Actor, at: datetime) -> Suggestion:
    """This will weigh every engineer for one order; raises Invisible for one out of sight."""
    documents.get(WorkOrder, work_order_id, actor=actor)
    facts = gather(WorkOrder.objects.filter(pk=work_order_id), actor=actor, at=at)
    job = facts.jobs[0]
    for person in facts.people:
        person.booked = [b for b in person.booked if not _is_own(b, facts.orders[job.id])]
    offers, excluded = calc.rank(job, facts.people, facts.rules, with_cost=facts.with_cost)
    return Suggestion(
        facts.orders[job.id],
        job,
        [offer_words(offer, job, facts) for offer in offers],
        [excluded_words(one, facts.rules) for one in excluded],
        len(excluded),
    )


def _is_own(booking: calc.Booking, order: WorkOrder) -> bool:
    """An order that is booked already does not stand in its own way."""
    return (booking.start, booking.end) == (order.scheduled_from, order.scheduled_until)


def suggest_all(*, actor: Actor, at: datetime, best: int) -> tuple[Facts, list[Suggestion]]:
    """This will go once over all waiting orders, the most pressing first.

    The best for one order is taken as booked for those after it, so that the whole can be done.
    """
    rows = waiting(actor).order_by("created_at", "id")[:MOST_ORDERS]
    facts = gather(rows, actor=actor, at=at)
    last = facts.rules.until
    jobs = sorted(facts.jobs, key=lambda job: (job.deadline or job.latest or last, job.id))
    found = []
    for job in jobs:
        offers, excluded = calc.rank(job, facts.people, facts.rules, with_cost=facts.with_cost)
        if offers:
            calc.book(offers[0].person, job, offers[0])
        found.append(
            Suggestion(
                facts.orders[job.id],
                job,
                [offer_words(offer, job, facts) for offer in offers[:best]],
                [excluded_words(one, facts.rules) for one in excluded if not offers],
                len(excluded),
            )
        )
    return facts, found


def figure(value: float) -> Decimal:
    """This will show a figure to a tenth."""
    return Decimal(f"{value:.1f}")


def offer_words(offer: Offer, job: Job, facts: Facts) -> dict[str, Any]:
    """This will put an offer into figures and words, every part with its weight."""
    slot, weights = offer.slot, facts.rules.weights
    whole = sum(weights[name] for name in offer.points)
    deadline = job.deadline
    return {
        "engineer_id": offer.person.id,
        "engineer_name": offer.person.name,
        "score": figure(offer.score),
        "starts_at": slot.start,
        "ends_at": offer.end,
        "km": None if slot.km is None else figure(slot.km),
        "travel_minutes": None if slot.km is None else slot.minutes,
        "is_late": deadline is not None and slot.start > deadline,
        "parts": [
            {
                "name": name,
                "label": label(name),
                "weight": weights[name],
                "points": figure(worth),
                "share": figure(weights[name] * worth / whole) if whole else Decimal("0.0"),
                "words": _reason(name, offer, job),
            }
            for name, worth in sorted(
                offer.points.items(), key=lambda part: (-weights[part[0]], part[0])
            )
        ],
    }


def label(name: str) -> str:
    """This will name a part of a score."""
    return str(LABELS[name])


def _reason(name: str, offer: Offer, job: Job) -> str:
    return {
        "travel": _travel,
        "slot": _slot,
        "skill": _skill,
        "load": _load,
        "part": _part,
        "known": _known,
        "territory": _territory,
        "cost": _cost,
    }[name](offer, job)


def _clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%m-%d %H:%M}"


def _travel(offer: Offer, job: Job) -> str:
    slot = offer.slot
    if slot.km is None:
        return _("没有登记出发地坐标，路程未知")
    place = _("出发地") if slot.from_home else _("上一工单现场")
    return _("从{place}约 {km} 公里，{minutes} 分钟").format(
        place=place, km=figure(slot.km), minutes=slot.minutes
    )


def _slot(offer: Offer, job: Job) -> str:
    start = _clock(offer.slot.start)
    if job.deadline is None:
        return _("最早 {start} 可开始").format(start=start)
    late = offer.slot.start > job.deadline
    text = _("最早 {start}，晚于承诺 {deadline}") if late else _("最早 {start}，承诺 {deadline} 前")
    return text.format(start=start, deadline=_clock(job.deadline))


def _skill(offer: Offer, job: Job) -> str:
    have = [f"{code} {offer.person.held[code].level}" for code, _level in map(_need, job.needs)]
    return _("具备全部 {n} 项技能：{skills}").format(n=len(have), skills="、".join(have))


def _need(text: str) -> tuple[str, str]:
    code, _colon, level = text.partition(":")
    return code, level


def _load(offer: Offer, job: Job) -> str:
    return _("在岗 {total} 小时，已排 {booked} 小时").format(
        total=figure(offer.person.hours_total), booked=figure(offer.person.hours_booked)
    )


def _part(offer: Offer, job: Job) -> str:
    return _("预计用料 {n} 种，车上有 {have} 种").format(
        n=len(job.expected), have=len(job.expected & offer.person.van)
    )


def _known(offer: Offer, job: Job) -> str:
    times = offer.person.visits.get(job.customer_id, 0)
    if not times:
        return _("近一年没有为该客户服务过")
    return _("近一年为该客户完成 {n} 次工单").format(n=times)


def _territory(offer: Offer, job: Job) -> str:
    inside = offer.points["territory"] > 0
    return _("现场在其服务区域内") if inside else _("现场不在其服务区域内")


def _cost(offer: Offer, job: Job) -> str:
    if offer.expense is None:
        return _("没有登记小时成本")
    return _("含往返约 {amount} 元").format(amount=money.cents(offer.expense))


def excluded_words(one: Excluded, rules: calc.Rules) -> dict[str, Any]:
    """This will say who cannot be sent, and why."""
    return {
        "engineer_id": one.person.id,
        "engineer_name": one.person.name,
        "why": one.why,
        "words": _exclusion(one, rules),
    }


def _exclusion(one: Excluded, rules: calc.Rules) -> str:
    if one.why == "skill":
        return _lacks(one.lacks)
    if one.why == "hours":
        return _("到 {until} 没有排班").format(until=f"{timezone.localtime(rules.until):%m-%d}")
    if one.why == "full":
        return _("到 {until} 的排班里没有足够长的空档").format(
            until=f"{timezone.localtime(rules.until):%m-%d}"
        )
    if one.why == "far":
        return _("路程约 {km} 公里，超过上限 {most} 公里").format(
            km=figure(one.km or 0), most=rules.furthest_km
        )
    assert one.free_at is not None
    return _("最早 {start} 可开始，赶不上客户方便的时间").format(start=_clock(one.free_at))


def _lacks(missing: Sequence[Lack]) -> str:
    return "；".join(_lack(one) for one in missing)


def _lack(one: Lack) -> str:
    if one.why == "expired":
        return _("技能“{skill}”已于 {day} 到期").format(
            skill=one.need.code, day=f"{one.expired_on:%Y-%m-%d}"
        )
    if one.why == "low":
        return _("技能“{skill}”为 {level} 级，需要 {need} 级").format(
            skill=one.need.code, level=one.level, need=one.need.level
        )
    return _("没有技能“{skill}”").format(skill=one.need.code)
