"""At the machine: the work and its clock, what stops it, what is left over, and its end."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.service.ticket import actions as tickets
from backend.service.workorder import queries
from backend.service.workorder.actions import hold, opening, rows
from backend.service.workorder.models import WorkOrder

WAITS = {
    WorkOrder.PauseKind.PARTS: "waiting_parts",
    WorkOrder.PauseKind.CUSTOMER: "waiting_customer",
    WorkOrder.PauseKind.SUPPLIER: "waiting_supplier",
}
"""What the ticket waits for while the work does."""


class ChecksMissing(Refusal):
    """Nothing mandatory is left out."""

    sentence = _("还有必填项未完成：{missing}。请补齐后再提交完工。")


@documents.verb
def start(
    work_order_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    sent_at: datetime | None,
    step_id: UUID | None,
) -> WorkOrder:
    """This will begin the work; the hours of its engineer run."""
    order = hold.lock(work_order_id, actor=actor, verb="start")
    if hold.is_repeat(order, step_id):
        return order
    order.start()
    order.started_at = hold.step(
        order, actor=actor, verb="start", at=at, sent_at=sent_at, step_id=step_id
    )
    rows.run(order, at=order.started_at)
    return hold.save(order, actor=actor, event="started", at=order.started_at)


@documents.verb
def pause(
    work_order_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    sent_at: datetime | None,
    step_id: UUID | None,
    kind: str,
    reason: str,
) -> WorkOrder:
    """This will stop the work for a while; the ticket waits for the same thing."""
    order = hold.lock(work_order_id, actor=actor, verb="pause")
    if hold.is_repeat(order, step_id):
        return order
    order.pause()
    counted = hold.step(
        order, actor=actor, verb="pause", at=at, sent_at=sent_at, step_id=step_id, reason=reason
    )
    order.pause_kind = kind
    rows.halt(order, at=counted)
    if order.ticket_id is not None and kind in WAITS:
        tickets.note_waiting(order.ticket_id, actor=actor, at=counted, kind=WAITS[kind])  # type: ignore[index]
    return hold.save(order, actor=actor, event="paused", reason=reason, at=counted, kind=kind)


@documents.verb
def resume(
    work_order_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    sent_at: datetime | None,
    step_id: UUID | None,
) -> WorkOrder:
    """This will go on with the work."""
    order = hold.lock(work_order_id, actor=actor, verb="resume")
    if hold.is_repeat(order, step_id):
        return order
    order.resume()
    counted = hold.step(order, actor=actor, verb="resume", at=at, sent_at=sent_at, step_id=step_id)
    order.pause_kind = ""
    if order.ticket_id is not None:
        tickets.note_waiting(order.ticket_id, actor=actor, at=counted, kind="")
    rows.run(order, at=counted)
    return hold.save(order, actor=actor, event="resumed", at=counted)


@documents.verb
def follow_up(
    work_order_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    sent_at: datetime | None,
    step_id: UUID | None,
    reason: str,
    next_action: str,
) -> WorkOrder:
    """This will stop here and open a child order for the rest; this one is still signed for."""
    order = hold.lock(work_order_id, actor=actor, verb="follow_up")
    if hold.is_repeat(order, step_id):
        return order
    order.follow_up()
    counted = hold.step(
        order, actor=actor, verb="follow_up", at=at, sent_at=sent_at, step_id=step_id,
        reason=reason,
    )  # fmt: skip
    rows.halt(order, at=counted)
    order.next_action = next_action
    child = opening.open_child(order, actor=actor, summary=next_action, at=counted)
    return hold.save(
        order, actor=actor, event="followed_up", reason=reason, at=counted, child_id=child.pk
    )


@documents.verb
def finish(
    work_order_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    sent_at: datetime | None,
    step_id: UUID | None,
    solution: str,
    is_restored: bool,
    **facts: Any,
) -> WorkOrder:
    """This will end the work; raises ChecksMissing naming every mandatory row without an answer.

    `is_restored` says that the machine runs again, which stops the ticket's restore clock.
    """
    order = hold.lock(work_order_id, actor=actor, verb="finish")
    if hold.is_repeat(order, step_id):
        return order
    order.finish()
    missing = queries.missing(order)
    if missing:
        raise ChecksMissing(missing="、".join(missing))
    if not solution:
        raise Malformed(errors={"solution": _("请填写处理措施")})
    order.finished_at = hold.step(
        order, actor=actor, verb="finish", at=at, sent_at=sent_at, step_id=step_id
    )
    rows.halt(order, at=order.finished_at)
    order.solution, order.is_restored = solution, is_restored
    for name, value in facts.items():
        setattr(order, name, value)
    if is_restored and order.ticket_id is not None:
        tickets.note_restored(order.ticket_id, actor=actor, at=order.finished_at)
    return hold.save(order, actor=actor, event="done", at=order.finished_at)


@documents.verb
def rework(
    work_order_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    sent_at: datetime | None,
    step_id: UUID | None,
    reason: str,
) -> WorkOrder:
    """This will go back to work because the customer is not content yet."""
    order = hold.lock(work_order_id, actor=actor, verb="rework")
    if hold.is_repeat(order, step_id):
        return order
    order.rework()
    counted = hold.step(
        order, actor=actor, verb="rework", at=at, sent_at=sent_at, step_id=step_id, reason=reason
    )
    rows.run(order, at=counted)
    return hold.save(order, actor=actor, event="reworked", reason=reason, at=counted)
