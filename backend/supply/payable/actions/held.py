"""Holding rows in one order: purchases first, then a payment or invoice, then payables."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.supply.payable.flow import PayableState
from backend.supply.payable.models import Payable
from backend.supply.purchase import actions as purchases
from backend.supply.purchase.flow import State
from backend.supply.purchase.models import Purchase


def purchase(purchase_id: UUID, *, actor: Actor) -> Purchase:
    """This will lock a purchase, whatever its state."""
    return purchases.lock_for(purchase_id, actor=actor, states=State.values)


def deals(purchase_ids: Iterable[UUID | None], *, actor: Actor) -> None:
    """This will lock purchases in key order."""
    for purchase_id in sorted({pk for pk in purchase_ids if pk is not None}):
        purchase(purchase_id, actor=actor)


def payables(rows: QuerySet[Payable]) -> list[Payable]:
    """This will lock payables in key order and remember them as they were."""
    found = list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))
    for row in found:
        documents.remember(row)
    return found


def reckon(row: Payable) -> None:
    """This will work out what is open and let an even row settle and an uneven one reopen."""
    row.open = row.amount - row.paid
    if row.state == PayableState.ACTIVE and row.open == 0:
        row.settle()
    elif row.state == PayableState.SETTLED and row.open != 0:
        row.reopen()
