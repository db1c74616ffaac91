"""What people do with a contract, and what later papers report on it."""

from backend.crm.contract.actions.amend import (
    amend,
    apply_amendment,
    approve_amendment,
    void_amendment,
)
from backend.crm.contract.actions.draft import change, create, create_from_quote
from backend.crm.contract.actions.life import (
    close,
    fulfil,
    resume,
    short_close,
    suspend,
    terminate,
    void,
)
from backend.crm.contract.actions.progress import (
    OverDelivered,
    lock_for,
    note_invoiced,
    note_paid,
    note_priced,
    note_settled,
    note_shipped,
    note_signed,
    require_room,
)
from backend.crm.contract.actions.review import approve, return_to_draft, send, sign, submit
from backend.market.pricing.queries import OverPriced

__all__ = [
    "OverDelivered",
    "OverPriced",
    "amend",
    "apply_amendment",
    "approve",
    "approve_amendment",
    "change",
    "close",
    "create",
    "create_from_quote",
    "fulfil",
    "lock_for",
    "note_invoiced",
    "note_paid",
    "note_priced",
    "note_settled",
    "note_shipped",
    "note_signed",
    "require_room",
    "resume",
    "return_to_draft",
    "send",
    "short_close",
    "sign",
    "submit",
    "suspend",
    "terminate",
    "void",
    "void_amendment",
]
