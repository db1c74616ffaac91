"""The pauses of a processing order, and its ends."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import NotNow
from backend.supply.processing.actions import kit
from backend.supply.processing.actions.kit import MetalAtMill
from backend.supply.processing.flow import State
from backend.supply.processing.models import ProcessOrder


@documents.verb
def hold(order_id: UUID, *, actor: Actor, reason: str) -> ProcessOrder:
    """This will stop an order for a while; only material may come back."""
    order = kit.lock(order_id, actor=actor, verb="hold")
    order.held_from = order.state
    order.hold()
    return kit.save(order, actor=actor, event="held", reason=reason)


@documents.verb
def resume(order_id: UUID, *, actor: Actor) -> ProcessOrder:
    """This will go on where an order was stopped."""
    order = kit.lock(order_id, actor=actor, verb="resume", states=(State.ON_HOLD,))
    getattr(order, f"resume_{order.held_from}")()
    order.held_from = ""
    return kit.save(order, actor=actor, event="resumed")


@documents.verb
def cancel(order_id: UUID, *, actor: Actor, reason: str) -> ProcessOrder:
    """This will drop an order of which nothing lies at the mill and nothing was used.

    Raises MetalAtMill with the figures otherwise.
    """
    order = kit.lock(order_id, actor=actor, verb="cancel")
    if order.consumed:
        raise NotNow(
            _("已有 {weight} 吨材料加工消耗，请收货对账后结算，不能取消。"), weight=order.consumed
        )
    if order.at_mill:
        raise MetalAtMill(
            weight=order.at_mill,
            issued=order.issued,
            returned=order.returned,
            consumed=order.consumed,
        )
    order.cancel()
    return kit.save(order, actor=actor, event="cancelled", reason=reason)


@documents.verb
def dispute(order_id: UUID, *, actor: Actor, reason: str) -> ProcessOrder:
    """This will record that the sides do not agree on the figures."""
    order = kit.lock(order_id, actor=actor, verb="dispute")
    order.dispute()
    return kit.save(order, actor=actor, event="disputed", reason=reason)


@documents.verb
def resolve(order_id: UUID, *, actor: Actor, reason: str) -> ProcessOrder:
    """This will go on with what the sides agreed on."""
    order = kit.lock(order_id, actor=actor, verb="resolve")
    order.resolve()
    return kit.save(order, actor=actor, event="resolved", reason=reason)


@documents.verb
def close(order_id: UUID, *, actor: Actor) -> ProcessOrder:
    """This will put a settled order away."""
    order = kit.lock(order_id, actor=actor, verb="close")
    order.close()
    return kit.save(order, actor=actor, event="closed")
