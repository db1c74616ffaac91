"""What the verbs of a processing order share: the lock, the save and the refusals."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed, NotNow, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.goods.weighing import actions as weighing
from backend.goods.weighing.models import WeighTicket
from backend.supply.processing.models import ProcessOrder

ZERO = Decimal("0.000")

log.declare(
    *(
        f"supply.processing.{word}"
        for word in (
            "created",
            "changed",
            "submitted",
            "approved",
            "rejected",
            "released",
            "issued",
            "weighed",
            "started",
            "reported",
            "received",
            "returned",
            "swapped",
            "loss_recorded",
            "reconciled",
            "reopened",
            "disputed",
            "resolved",
            "settled",
            "closed",
            "held",
            "resumed",
            "cancelled",
        )
    )
)


class TicketDiffers(Refusal):
    """The ticket and the goods on it do not weigh the same."""

    sentence = _("磅单 {ticket} 为 {theirs} 吨，明细合计 {ours} 吨，相差超过磅秤分度 {limit} 吨。")


class MetalAtMill(Refusal):
    """Something of the order still lies at the mill."""

    sentence = _("加工厂还有 {weight} 吨材料（已发 {issued}，已退 {returned}，已消耗 {consumed}），"
                 "请先退料再取消。")  # fmt: skip


for paper in ("materialissue", "materialreturn", "processingreceipt"):
    documents.explains(
        f"supply_{paper}_ticket_id", Refusal(_("这张磅单已用于另一张发料、退料或收货单。"))
    )
documents.explains(
    "supply_processorder_at_mill_not_negative", Refusal(_("退料和消耗之和不能超过已发料。"))
)


def lock(order_id: UUID, *, actor: Actor, verb: str, states: Collection[str] = ()) -> ProcessOrder:
    """This will lock an order for a verb; a verb that changes no state names its states."""
    order = documents.lock(
        ProcessOrder, order_id, actor=actor, permission=f"supply.{verb}_processing"
    )
    if states and order.state not in states:
        raise NotNow(verbs=documents.verbs_now(order, actor), state=documents.state_label(order))
    return order


def save(
    order: ProcessOrder, *, actor: Actor, event: str, reason: str = "", **payload: Any
) -> ProcessOrder:
    """This will write an order and tell."""
    return documents.save(
        order, actor=actor, event=f"supply.processing.{event}", reason=reason, payload=payload
    )


def number(code: str, at: datetime) -> str:
    """This will give the next number of a paper."""
    return numbering.next_number(code, on=timezone.localdate(at))


def attach(
    order: ProcessOrder, ticket_id: UUID | None, *, actor: Actor, line_id: UUID, weight: Decimal
) -> WeighTicket | None:
    """This will bind a weigh ticket to a paper of the order; it must weigh what is on it."""
    if ticket_id is None:
        return None
    documents.refer(WeighTicket, ticket_id, actor=actor, field="ticket_id")
    ticket = weighing.attach(ticket_id, actor=actor, source=Source.of(order), line_id=line_id)
    net = ticket.settle_weight
    assert net is not None  # a completed ticket weighs
    if abs(net - weight) > order.resolution:
        raise TicketDiffers(ticket=ticket.no, theirs=net, ours=weight, limit=order.resolution)
    return ticket


def require(found: object, field: str, sentence: Any) -> None:
    """This will refuse an input by its field unless something holds."""
    if not found:
        raise Malformed(errors={field: sentence})
