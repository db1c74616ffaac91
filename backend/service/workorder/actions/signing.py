"""The customer signs what was shown, or would not: either ends the work."""

from datetime import datetime
from uuid import UUID

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.service.asset import actions as assets
from backend.service.ticket import actions as tickets
from backend.service.workorder import calc, queries
from backend.service.workorder.actions import hold, rows, using
from backend.service.workorder.models import Signature, WorkOrder


@documents.verb
def sign(
    work_order_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    sent_at: datetime | None,
    step_id: UUID | None,
    signer: str,
    signer_phone: str,
    picture_id: UUID,
    document_text: str,
) -> WorkOrder:
    """This will keep the customer's signature with the very text the customer saw, and its digest.

    A device sends the text it showed; without one the text is what we show now. Whether both are
    the same is kept too. Ticket and machine hear that the work is over.
    """
    order = hold.lock(work_order_id, actor=actor, verb="sign")
    if hold.is_repeat(order, step_id):
        return order
    order.sign()
    counted = hold.step(order, actor=actor, verb="sign", at=at, sent_at=sent_at, step_id=step_id)
    signature = _keep(order, picture_id, text=document_text, at=counted)
    signature.signer, signature.signer_phone = signer, signer_phone
    return _complete(order, signature, actor=actor, at=counted)


@documents.verb
def refuse_sign(
    work_order_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    sent_at: datetime | None,
    step_id: UUID | None,
    reason: str,
    picture_id: UUID,
    document_text: str,
) -> WorkOrder:
    """This will end the work without a signature, with the reason and a picture of the site."""
    order = hold.lock(work_order_id, actor=actor, verb="refuse_sign")
    if hold.is_repeat(order, step_id):
        return order
    order.refuse_sign()
    counted = hold.step(
        order, actor=actor, verb="refuse_sign", at=at, sent_at=sent_at, step_id=step_id,
        reason=reason,
    )  # fmt: skip
    signature = _keep(order, picture_id, text=document_text, at=counted)
    signature.is_refused, signature.reason = True, reason
    return _complete(order, signature, actor=actor, at=counted)


def _keep(order: WorkOrder, picture_id: UUID, *, text: str, at: datetime) -> Signature:
    rows.shown(order, [picture_id], field="picture_id")
    picture = queries.pictures(order, [picture_id])[picture_id]
    now = queries.shown_text(order)
    seen = text or now
    return Signature(
        order=order,
        picture=picture,
        picture_sha256=picture.sha256,
        document_text=seen,
        document_sha256=calc.digest(seen),
        is_same=seen == now,
        at=at,
    )


def _complete(order: WorkOrder, signature: Signature, *, actor: Actor, at: datetime) -> WorkOrder:
    """An order that goes on in a child says nothing to ticket and machine yet."""
    signature.save(force_insert=True)
    order.completed_at = at
    goes_on = order.children.exists()
    promised = order.entitlement
    if promised is not None and promised.visits_left:
        assets.use_visit(promised.pk, actor=actor)
    if not goes_on and order.asset_id is not None and order.is_restored:
        assets.note_up(order.asset_id, actor=actor, at=order.finished_at or at)
    if not goes_on and order.ticket_id is not None:
        tickets.note_resolved(
            order.ticket_id,
            actor=actor,
            at=at,
            solution_code=order.solution_code,
            text=order.solution,
        )
    return hold.save(
        order,
        actor=actor,
        event="completed",
        at=at,
        kind=order.kind,
        plan_code=order.source_code,
        plan_id=order.source_id,
        plan_no=order.source_no,
        goes_on=goes_on,
        is_refused=signature.is_refused,
        document_sha256=signature.document_sha256,
        parts=[using.facts(part) for part in queries.parts_of(order)],
    )
