"""What people do with a purchase, and what later papers report on it."""

from backend.supply.purchase.actions.awarded import create_from_award
from backend.supply.purchase.actions.changing import agree, apply, decline, propose, withdraw
from backend.supply.purchase.actions.draft import change, create
from backend.supply.purchase.actions.life import cancel, close, short_close
from backend.supply.purchase.actions.progress import (
    BeyondOrder,
    lock_for,
    note_invoiced,
    note_paid,
    note_priced,
    note_received,
    note_rejected,
    note_settled,
    require_room,
)
from backend.supply.purchase.actions.review import (
    acknowledge,
    approve,
    return_to_draft,
    send,
    submit,
)

__all__ = [
    "BeyondOrder",
    "acknowledge",
    "agree",
    "apply",
    "approve",
    "cancel",
    "change",
    "close",
    "create",
    "create_from_award",
    "decline",
    "lock_for",
    "note_invoiced",
    "note_paid",
    "note_priced",
    "note_received",
    "note_rejected",
    "note_settled",
    "propose",
    "require_room",
    "return_to_draft",
    "send",
    "short_close",
    "submit",
    "withdraw",
]
