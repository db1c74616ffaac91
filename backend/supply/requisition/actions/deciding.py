"""Approving a requisition, and ending it."""

from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Refusal
from backend.core.events import log
from backend.supply.requisition.actions import sharing
from backend.supply.requisition.flow import State
from backend.supply.requisition.models import Requisition

log.declare(
    "supply.requisition.submitted",
    "supply.requisition.approved",
    "supply.requisition.rejected",
    "supply.requisition.reopened",
    "supply.requisition.sourced",
    "supply.requisition.closed",
    "supply.requisition.cancelled",
)


class StillMerged(Refusal):
    """Some of it is being bought together with others."""

    sentence = _("该申请有 {quantity} 吨正在合并申请 {no} 中采购，请先关闭或取消合并申请。")


def _lock(requisition_id: UUID, actor: Actor, verb: str) -> Requisition:
    permission = f"supply.{verb}_requisition"
    return documents.lock(Requisition, requisition_id, actor=actor, permission=permission)


@documents.verb
def submit(requisition_id: UUID, *, actor: Actor) -> Requisition:
    """This will ask for approval."""
    requisition = _lock(requisition_id, actor, "submit")
    requisition.submit()
    return documents.save(requisition, actor=actor, event="supply.requisition.submitted")


@documents.verb
def approve(requisition_id: UUID, *, actor: Actor, note: str) -> Requisition:
    """This will let it be bought."""
    requisition = _lock(requisition_id, actor, "approve")
    requisition.approve()
    requisition.decision_note = note
    return documents.save(requisition, actor=actor, event="supply.requisition.approved")


@documents.verb
def reject(requisition_id: UUID, *, actor: Actor, reason: str) -> Requisition:
    """This will refuse it with a reason."""
    requisition = _lock(requisition_id, actor, "reject")
    requisition.reject()
    requisition.decision_note = reason
    return documents.save(
        requisition, actor=actor, event="supply.requisition.rejected", reason=reason
    )


@documents.verb
def reopen(requisition_id: UUID, *, actor: Actor) -> Requisition:
    """This will let a rejected one be written anew."""
    requisition = _lock(requisition_id, actor, "reopen")
    requisition.reopen()
    return documents.save(requisition, actor=actor, event="supply.requisition.reopened")


@documents.verb
def source(requisition_id: UUID, *, actor: Actor) -> Requisition:
    """This will record that suppliers are being asked."""
    requisition = _lock(requisition_id, actor, "source")
    requisition.source()
    return documents.save(requisition, actor=actor, event="supply.requisition.sourced")


@documents.verb
def close(requisition_id: UUID, *, actor: Actor, reason: str) -> Requisition:
    """This will end it; what is not on order is no longer needed."""
    requisition = _lock(requisition_id, actor, "close")
    _refuse_merged(requisition)
    if requisition.state != State.ORDERED:
        sharing.free(requisition)
    requisition.close()
    requisition.closed_reason = reason
    return documents.save(
        requisition, actor=actor, event="supply.requisition.closed", reason=reason
    )


@documents.verb
def cancel(requisition_id: UUID, *, actor: Actor, reason: str) -> Requisition:
    """This will drop it before anything was bought."""
    requisition = _lock(requisition_id, actor, "cancel")
    _refuse_merged(requisition)
    requisition.cancel()
    sharing.free(requisition)
    requisition.closed_reason = reason
    return documents.save(
        requisition, actor=actor, event="supply.requisition.cancelled", reason=reason
    )


def _refuse_merged(requisition: Requisition) -> None:
    held = requisition.lines.filter(quantity_merged__gt=0).first()
    if held is None:
        return
    total = requisition.lines.aggregate(total=Sum("quantity_merged"))["total"]
    share = held.merged_into.select_related("line__requisition").order_by("-id").first()
    no = "" if share is None else share.line.requisition.no
    raise StillMerged(quantity=total, no=no)
