"""Before the visit: who goes when, and giving it up."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.service.engineer import queries as engineers
from backend.service.engineer.models import Engineer
from backend.service.ticket import actions as tickets
from backend.service.workorder.actions import hold, opening
from backend.service.workorder.flow import BOOKED, UNPLANNED, State
from backend.service.workorder.models import WorkOrder

CHANGEABLE = (*UNPLANNED, State.SCHEDULED, State.DISPATCHED, State.ACCEPTED)


class EngineerTaken(Refusal):
    """An engineer is in one place at a time."""

    sentence = _("工程师“{engineer}”在 {start} 至 {until} 已有工单 {no}，请换时间或换人。")


class SkillsMissing(Refusal):
    """Only who can do it goes."""

    sentence = _("工程师“{engineer}”缺少技能：{skills}。请换人，或先登记技能。")


class EngineerAway(Refusal):
    """Nobody is sent who left."""

    sentence = _("工程师“{engineer}”已不在岗，请换人。")


documents.explains(
    "service_workorder_engineer_once",
    EngineerTaken(_("该工程师在这段时间已有其他工单，请刷新后换时间或换人。")),
)


@documents.verb
def change(work_order_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> WorkOrder:
    """This will correct an order before anybody is on the way."""
    order = hold.lock(work_order_id, actor=actor, verb="change", states=CHANGEABLE)
    for name, value in changes.items():
        setattr(order, name, value)
    opening.check_window(order)
    opening.check_quote(order)
    return hold.save(order, actor=actor, event="changed")


@documents.verb
def schedule(
    work_order_id: UUID,
    *,
    actor: Actor,
    engineer_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
) -> WorkOrder:
    """This will book an engineer and a time; the order becomes the engineer's own.

    Raises EngineerTaken naming the other order, SkillsMissing or EngineerAway.
    """
    order = hold.lock(work_order_id, actor=actor, verb="schedule")
    order.schedule()
    engineer = documents.refer(Engineer, engineer_id, actor=actor, field="engineer_id")
    assert engineer is not None
    if ends_at <= starts_at:
        raise Malformed(errors={"ends_at": _("结束时间必须晚于开始时间")})
    _require_free(order, engineer, starts_at=starts_at, ends_at=ends_at)
    order.engineer, order.owner_id = engineer, engineer.user_id
    order.scheduled_from, order.scheduled_until = starts_at, ends_at
    order.dispatched_at = order.accepted_at = None
    hold.step(order, actor=actor, verb="schedule", at=context.now())
    return hold.save(
        order,
        actor=actor,
        event="scheduled",
        starts_at=starts_at,
        ends_at=ends_at,
        user_id=engineer.user_id,
    )


@documents.verb
def unschedule(work_order_id: UUID, *, actor: Actor, reason: str) -> WorkOrder:
    """This will give engineer and time free; the order waits to be planned again."""
    order = hold.lock(work_order_id, actor=actor, verb="unschedule")
    order.unschedule()
    order.engineer = order.scheduled_from = order.scheduled_until = None
    order.dispatched_at = order.accepted_at = None
    hold.step(order, actor=actor, verb="unschedule", at=context.now(), reason=reason)
    return hold.save(order, actor=actor, event="unscheduled", reason=reason)


@documents.verb
def dispatch(work_order_id: UUID, *, actor: Actor, at: datetime) -> WorkOrder:
    """This will tell the engineer, and the ticket who comes."""
    order = hold.lock(work_order_id, actor=actor, verb="dispatch")
    order.dispatch()
    order.dispatched_at = at
    hold.step(order, actor=actor, verb="dispatch", at=at)
    assert order.engineer is not None
    if order.ticket_id is not None:
        tickets.note_assigned(order.ticket_id, actor=actor, at=at, user_id=order.engineer.user_id)
    return hold.save(order, actor=actor, event="dispatched", user_id=order.engineer.user_id)


@documents.verb
def cancel(work_order_id: UUID, *, actor: Actor, reason: str) -> WorkOrder:
    """This will drop an order before any work was done on it."""
    order = hold.lock(work_order_id, actor=actor, verb="cancel")
    order.cancel()
    hold.step(order, actor=actor, verb="cancel", at=context.now(), reason=reason)
    return hold.save(order, actor=actor, event="cancelled", reason=reason)


def _require_free(
    order: WorkOrder, engineer: Engineer, *, starts_at: datetime, ends_at: datetime
) -> None:
    """Two who book one engineer wait for each other, so that the second hears of the first."""
    Engineer.objects.select_for_update(of=("self",), no_key=True).get(pk=engineer.pk)
    if not engineer.is_active:
        raise EngineerAway(engineer=engineer)
    lacking = engineers.has_skills(engineer.pk, order.skills, timezone.localdate(starts_at))
    if lacking:
        raise SkillsMissing(engineer=engineer, skills="、".join(lacking))
    other = (
        WorkOrder.objects.filter(
            engineer=engineer,
            state__in=BOOKED,
            scheduled_from__lt=ends_at,
            scheduled_until__gt=starts_at,
        )
        .exclude(pk=order.pk)
        .order_by("scheduled_from")
        .first()
    )
    if other is not None:
        assert other.scheduled_from is not None
        assert other.scheduled_until is not None
        raise EngineerTaken(
            engineer=engineer,
            no=other.no,
            start=f"{timezone.localtime(other.scheduled_from):%m-%d %H:%M}",
            until=f"{timezone.localtime(other.scheduled_until):%m-%d %H:%M}",
        )
