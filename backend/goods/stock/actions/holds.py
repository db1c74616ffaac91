"""Goods that may not leave: frozen by us, or pledged to a bank."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Refusal
from backend.goods.stock.actions import ledger
from backend.goods.stock.actions.ledger import NotEnough
from backend.goods.stock.models import Lot
from backend.goods.stock.queries import free_of


class NotHeld(Refusal):
    """More is to be let go than is held."""

    sentence = _("该批次在此仓库只有 {held} 吨处于该状态，不能解除 {wanted} 吨。")


@documents.verb
def freeze(lot_id: UUID, *, actor: Actor, warehouse_id: UUID, weight: Decimal, reason: str) -> Lot:
    """This will keep tonnes of a lot from leaving, for quality or a dispute."""
    return _hold(lot_id, actor, warehouse_id, weight, reason, "freeze", "frozen")


@documents.verb
def unfreeze(
    lot_id: UUID, *, actor: Actor, warehouse_id: UUID, weight: Decimal, reason: str
) -> Lot:
    """This will let frozen tonnes move again."""
    return _hold(lot_id, actor, warehouse_id, -weight, reason, "freeze", "frozen", "unfrozen")


@documents.verb
def pledge(lot_id: UUID, *, actor: Actor, warehouse_id: UUID, weight: Decimal, reason: str) -> Lot:
    """This will mark tonnes of a lot as pledged; they may not leave until released."""
    return _hold(lot_id, actor, warehouse_id, weight, reason, "pledge", "pledged")


@documents.verb
def unpledge(
    lot_id: UUID, *, actor: Actor, warehouse_id: UUID, weight: Decimal, reason: str
) -> Lot:
    """This will free tonnes from a pledge."""
    return _hold(lot_id, actor, warehouse_id, -weight, reason, "pledge", "pledged", "unpledged")


def _hold(
    lot_id: UUID,
    actor: Actor,
    warehouse_id: UUID,
    change: Decimal,
    reason: str,
    verb: str,
    column: str,
    event: str = "",
) -> Lot:
    lot = documents.lock(Lot, lot_id, actor=actor, permission=f"goods.{verb}_lot")
    balance = ledger.place(lot, warehouse_id)
    held = getattr(balance, column)
    if change > free_of(balance):
        raise NotEnough.of(lot, wanted=change, available=free_of(balance))
    if held + change < 0:
        raise NotHeld(held=held, wanted=-change)
    setattr(balance, column, held + change)
    balance.save(update_fields=[column])
    return documents.save(
        lot,
        actor=actor,
        event=f"goods.lot.{event or column}",
        payload={"warehouse_id": warehouse_id, "weight": abs(change)},
        reason=reason,
    )
