"""What people do with a party."""

from backend.core.party.actions.accounts import guards_accounts
from backend.core.party.actions.contacts import forget_phone, note_phone, signals
from backend.core.party.actions.duplicates import AlreadyKnown, LooksKnown, shown
from backend.core.party.actions.keys import rekey_all, sync
from backend.core.party.actions.verbs import (
    WrongCode,
    assign,
    blacklist,
    change,
    clear,
    create,
    hand_over,
)

__all__ = [
    "AlreadyKnown",
    "LooksKnown",
    "WrongCode",
    "assign",
    "blacklist",
    "change",
    "clear",
    "create",
    "forget_phone",
    "guards_accounts",
    "hand_over",
    "note_phone",
    "rekey_all",
    "shown",
    "signals",
    "sync",
]
