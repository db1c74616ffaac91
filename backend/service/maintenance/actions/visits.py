"""One due visit: its work order, leaving it out, dropping it."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.events import log
from backend.service.maintenance import queries
from backend.service.maintenance.flow import UNORDERED
from backend.service.maintenance.models import Occasion
from backend.service.workorder import actions as workorders
from backend.service.workorder.models import WorkOrder

log.declare(
    "service.occasion.ordered",
    "service.occasion.skipped",
    "service.occasion.cancelled",
)


@documents.verb
def order_now(occasion_id: UUID, *, actor: Actor, on: date) -> Occasion:
    """This will make the work order of a due visit before its time, or again."""
    occasion = _lock(occasion_id, actor, "order")
    return put_order(occasion, actor=actor, on=on)


@documents.verb
def skip(occasion_id: UUID, *, actor: Actor, reason: str) -> Occasion:
    """This will leave a due visit out; it counts for nothing."""
    occasion = _lock(occasion_id, actor, "skip")
    return leave_out(occasion, actor=actor, reason=reason)


def leave_out(occasion: Occasion, *, actor: Actor, reason: str) -> Occasion:
    """This will skip a locked visit."""
    occasion.skip()
    occasion.reason = reason
    return documents.save(occasion, actor=actor, event="service.occasion.skipped", reason=reason)


def drop(occasion: Occasion, *, actor: Actor, reason: str) -> None:
    """This will cancel a locked visit that nobody was ordered for."""
    if occasion.state not in UNORDERED:
        return
    documents.remember(occasion)
    occasion.cancel()
    occasion.reason = reason
    documents.save(occasion, actor=actor, event="service.occasion.cancelled", reason=reason)


def put_order(occasion: Occasion, *, actor: Actor, on: date) -> Occasion:
    """This will make a work order with the plan's list, skills and window, once for a visit.

    Visits merged into this one lend their skills and, where it has none, their list. A window
    that has passed binds nobody any more.
    """
    plan, merged = occasion.plan, list(occasion.merged.select_related("plan"))
    others = [one.plan for one in merged]
    checklist = next((p.checklist_id for p in (plan, *others) if p.checklist_id), None)
    order = workorders.create_for(
        actor=actor,
        source=Source(queries.SOURCE, occasion.pk, _mark(occasion)),
        kind=WorkOrder.Kind.PM,
        customer_id=occasion.asset.customer_id,
        asset_id=occasion.asset_id,
        ticket_id=None,
        window=_window(occasion, on=on),
        duration_minutes=max(p.duration_minutes for p in (plan, *others)),
        skills=sorted({skill for p in (plan, *others) for skill in p.skills}),
        checklist=checklist,
        owner_id=occasion.owner_id,
        unit_id=occasion.unit_id,
        summary="；".join(dict.fromkeys(p.name for p in (plan, *others)))[:200],
    )
    occasion.order()
    occasion.work_order, occasion.reason = order, ""
    return documents.save(
        occasion, actor=actor, event="service.occasion.ordered", payload={"order": order.no}
    )


def _mark(occasion: Occasion) -> str:
    """An order that was cancelled may be followed by another of the same visit."""
    before = WorkOrder.objects.filter(source_code=queries.SOURCE, source_id=occasion.pk).count()
    return f"{occasion.no}-{before + 1}" if before else occasion.no


def _window(occasion: Occasion, *, on: date) -> tuple[datetime, datetime] | None:
    if occasion.window_until < on:
        return None
    zone = timezone.get_current_timezone()
    first = max(occasion.window_from, on)
    return (
        datetime.combine(first, time.min, tzinfo=zone),
        datetime.combine(occasion.window_until + timedelta(days=1), time.min, tzinfo=zone),
    )


def _lock(occasion_id: UUID, actor: Actor, verb: str) -> Occasion:
    return documents.lock(
        Occasion,
        occasion_id,
        actor=actor,
        permission=f"service.{verb}_occasion",
        rows=Occasion.objects.select_related("plan", "asset"),
    )
