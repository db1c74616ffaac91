"""What people do with a purchase, and what later papers report on it."""

from backend.supply.purchase.actions.progress import (
    OverReceived,
    PricedBeyond,
    lock_for,
    note_invoiced,
    note_paid,
    note_priced,
    note_received,
    note_rejected,
    note_settled,
    require_room,
)

__all__ = [
    "OverReceived",
    "PricedBeyond",
    "lock_for",
    "note_invoiced",
    "note_paid",
    "note_priced",
    "note_received",
    "note_rejected",
    "note_settled",
    "require_room",
]
