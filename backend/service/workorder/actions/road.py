"""On the way: taken on, declined, left, arrived, or in front of a locked door."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.service.ticket import actions as tickets
from backend.service.workorder import calc
from backend.service.workorder.actions import hold
from backend.service.workorder.models import Travel, WorkOrder


@documents.verb
def accept(
    work_order_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    sent_at: datetime | None,
    step_id: UUID | None,
) -> WorkOrder:
    """This will record that the engineer takes an order on."""
    order = hold.lock(work_order_id, actor=actor, verb="accept")
    if hold.is_repeat(order, step_id):
        return order
    order.accept()
    order.accepted_at = hold.step(
        order, actor=actor, verb="accept", at=at, sent_at=sent_at, step_id=step_id
    )
    return hold.save(order, actor=actor, event="accepted", at=order.accepted_at)


@documents.verb
def decline(
    work_order_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    sent_at: datetime | None,
    step_id: UUID | None,
    reason: str,
) -> WorkOrder:
    """This will record that the engineer cannot; the office finds another time or person."""
    order = hold.lock(work_order_id, actor=actor, verb="decline")
    if hold.is_repeat(order, step_id):
        return order
    order.decline()
    counted = hold.step(
        order, actor=actor, verb="decline", at=at, sent_at=sent_at, step_id=step_id, reason=reason
    )
    return hold.save(order, actor=actor, event="declined", reason=reason, at=counted)


@documents.verb
def depart(
    work_order_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    sent_at: datetime | None,
    step_id: UUID | None,
) -> WorkOrder:
    """This will record that the engineer is on the way."""
    order = hold.lock(work_order_id, actor=actor, verb="depart")
    if hold.is_repeat(order, step_id):
        return order
    order.depart()
    order.departed_at = hold.step(
        order, actor=actor, verb="depart", at=at, sent_at=sent_at, step_id=step_id
    )
    return hold.save(order, actor=actor, event="departed", at=order.departed_at)


@documents.verb
def arrive(
    work_order_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    sent_at: datetime | None,
    step_id: UUID | None,
    km: Decimal,
) -> WorkOrder:
    """This will record the arrival, the way there, and stop the ticket's on-site clock.

    The moment that counts is the device's, moved by what its clock was off.
    """
    order = hold.lock(work_order_id, actor=actor, verb="arrive")
    if hold.is_repeat(order, step_id):
        return order
    order.arrive()
    there = hold.step(order, actor=actor, verb="arrive", at=at, sent_at=sent_at, step_id=step_id)
    order.arrived_at = there
    if order.departed_at is not None or km:
        minutes = calc.minutes_between(order.departed_at or there, there)
        Travel.objects.create(order=order, minutes=minutes, km=km, at=there)
    if order.ticket_id is not None:
        tickets.note_on_site(order.ticket_id, actor=actor, at=there)
    return hold.save(order, actor=actor, event="arrived", at=there)


@documents.verb
def no_access(
    work_order_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    sent_at: datetime | None,
    step_id: UUID | None,
    reason: str,
) -> WorkOrder:
    """This will record that nobody let the engineer in; the order is planned again."""
    order = hold.lock(work_order_id, actor=actor, verb="no_access")
    if hold.is_repeat(order, step_id):
        return order
    order.no_access()
    counted = hold.step(
        order, actor=actor, verb="no_access", at=at, sent_at=sent_at, step_id=step_id,
        reason=reason,
    )  # fmt: skip
    order.departed_at = order.arrived_at = None
    return hold.save(order, actor=actor, event="access_failed", reason=reason, at=counted)
