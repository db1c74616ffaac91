"""Papers above tell what they ordered for a line; no permission is asked, theirs was."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Refusal
from backend.supply.requisition.actions import sharing
from backend.supply.requisition.flow import TO_BUY, State
from backend.supply.requisition.models import Requisition, RequisitionLine, RequisitionOrder

ZERO = Decimal(0)


class NotToBuy(Refusal):
    """The requisition is not approved, or over."""

    sentence = _("采购申请 {no} 当前为“{state}”，不能据此下单；请先批准该申请。")


class LineCovered(Refusal):
    """Nothing of the line is left to buy."""

    sentence = _("采购申请 {no} 第 {seq} 行已全部下单或并入合并申请，没有待采购量。")


class GivenBackTooMuch(Refusal):
    """More comes back than was ordered."""

    sentence = _("退回量 {quantity} 吨超过采购申请 {no} 第 {seq} 行的已下单量 {ordered} 吨。")


@documents.verb
def note_ordered(
    line_id: UUID, *, actor: Actor, quantity: Decimal, event_no: str
) -> RequisitionLine:
    """This will count tonnes that a paper put on order for a line; negative gives them back.

    A paper may order more than was asked, in full bundles; nobody may order what another paper
    has covered. It raises NotToBuy, LineCovered and GivenBackTooMuch.
    """
    requisition, line = _lock(line_id)
    words: dict[str, Any] = {"no": requisition.no, "seq": line.seq}
    if quantity > 0:
        if requisition.state not in (*TO_BUY, State.ORDERED):
            raise NotToBuy(no=requisition.no, state=requisition.get_state_display())
        is_known = line.orders.filter(event_no=event_no).exists()
        if line.quantity_open <= 0 and not is_known:
            raise LineCovered(**words)
    if line.quantity_ordered + quantity < 0:
        raise GivenBackTooMuch(quantity=-quantity, ordered=line.quantity_ordered, **words)
    line.quantity_ordered += quantity
    line.save(update_fields=["quantity_ordered"])
    entry = RequisitionOrder.objects.create(
        line=line, event_no=event_no, quantity=quantity, at=context.now()
    )
    payload = {"line_id": line.pk, "quantity": quantity, "event_no": event_no}
    sharing.settle(requisition, actor=actor, payload=payload)
    sharing.refill(line, actor=actor, entry=entry)
    return line


@documents.verb
def note_sourcing(line_id: UUID, *, actor: Actor) -> RequisitionLine:
    """This will record that suppliers are being asked for a line; raises NotToBuy."""
    requisition, line = _lock(line_id)
    if requisition.state not in TO_BUY:
        raise NotToBuy(no=requisition.no, state=requisition.get_state_display())
    if requisition.state == State.APPROVED:
        requisition.source()
        documents.save(requisition, actor=actor, event="supply.requisition.sourced")
    return line


def _lock(line_id: UUID) -> tuple[Requisition, RequisitionLine]:
    held = RequisitionLine.objects.only("requisition_id").get(pk=line_id)
    requisition = Requisition.objects.select_for_update(no_key=True).get(pk=held.requisition_id)
    documents.remember(requisition)
    return requisition, RequisitionLine.objects.select_for_update().get(pk=line_id)
