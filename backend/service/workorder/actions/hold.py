"""Holding an order for a verb, keeping the device's time beside the one that counts, telling."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import NotNow
from backend.core.events import log
from backend.service.workorder import calc
from backend.service.workorder.models import Step, WorkOrder

CODE = "service.work_order"
OFFICE = ("schedule", "unschedule", "cancel")
"""Verbs that say no time of their own, and bound nobody's."""
log.declare(
    f"{CODE}.created",
    f"{CODE}.changed",
    f"{CODE}.scheduled",
    f"{CODE}.unscheduled",
    f"{CODE}.dispatched",
    f"{CODE}.accepted",
    f"{CODE}.declined",
    f"{CODE}.departed",
    f"{CODE}.arrived",
    f"{CODE}.access_failed",
    f"{CODE}.started",
    f"{CODE}.paused",
    f"{CODE}.resumed",
    f"{CODE}.followed_up",
    f"{CODE}.done",
    f"{CODE}.reworked",
    f"{CODE}.completed",
    f"{CODE}.reviewed",
    f"{CODE}.closed",
    f"{CODE}.cancelled",
    f"{CODE}.checked",
    f"{CODE}.labour_logged",
    f"{CODE}.travel_logged",
    f"{CODE}.expense_added",
    f"{CODE}.part_used",
    f"{CODE}.part_taken_back",
    f"{CODE}.photo_added",
)


def lock(
    work_order_id: UUID, *, actor: Actor, verb: str, states: Collection[str] | None = None
) -> WorkOrder:
    """This will lock a visible order for a verb, in one of the states given."""
    order = documents.lock(
        WorkOrder, work_order_id, actor=actor, permission=f"service.{verb}_work_order"
    )
    if states is not None:
        require(order, actor=actor, states=states)
    return order


def require(order: WorkOrder, *, actor: Actor, states: Collection[str]) -> None:
    """This will raise NotNow, naming what can be done, unless the order is in such a state."""
    if order.state not in states:
        raise NotNow(verbs=documents.verbs_now(order, actor), state=documents.state_label(order))


def is_repeat(order: WorkOrder, step_id: UUID | None) -> bool:
    """This will tell whether a device sent this very step before."""
    return step_id is not None and order.steps.filter(client_id=step_id).exists()


def step(
    order: WorkOrder,
    *,
    actor: Actor,
    verb: str,
    at: datetime,
    sent_at: datetime | None = None,
    step_id: UUID | None = None,
    reason: str = "",
) -> datetime:
    """This will keep a step with the device's and the server's time; gives the one that counts."""
    received = context.now()
    told = order.steps.exclude(verb__in=OFFICE)
    last = told.order_by("-received_at", "-id").first()
    counted = calc.count_time(
        at,
        sent_at=sent_at,
        received_at=received,
        previous=None if last is None else last.counted_at,
    )
    Step.objects.create(
        order=order,
        verb=verb,
        state=order.state,
        device_at=at,
        sent_at=sent_at,
        received_at=received,
        skew_seconds=counted.skew_seconds,
        counted_at=counted.at,
        flag=counted.flag,
        reason=reason,
        by_id=actor.user_id,
        client_id=step_id,
    )
    return counted.at


def save(
    order: WorkOrder, *, actor: Actor, event: str, reason: str = "", **facts: Any
) -> WorkOrder:
    """This will write the order and tell; everybody hears which ticket, asset and engineer."""
    payload = {
        "ticket_id": order.ticket_id,
        "asset_id": order.asset_id,
        "engineer_id": order.engineer_id,
        **facts,
    }
    return documents.save(
        order, actor=actor, event=f"{CODE}.{event}", reason=reason, payload=payload
    )
