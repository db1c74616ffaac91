"""What people do with a contract, and what later papers report on it."""

from backend.crm.contract.actions.progress import (
    OverDelivered,
    OverPriced,
    lock_for,
    note_invoiced,
    note_paid,
    note_priced,
    note_settled,
    note_shipped,
    note_signed,
    require_room,
)

__all__ = [
    "OverDelivered",
    "OverPriced",
    "lock_for",
    "note_invoiced",
    "note_paid",
    "note_priced",
    "note_settled",
    "note_shipped",
    "note_signed",
    "require_room",
]
