"""What people do with a price book."""

from backend.crm.pricebook.actions.draft import (
    NothingToChange,
    RevisedAlready,
    change,
    copy,
    create,
    mass_change,
    revise,
)
from backend.crm.pricebook.actions.entries import Overlap, goods_of
from backend.crm.pricebook.actions.life import Backdated, EmptyBook, approve, realign, retire
from backend.crm.pricebook.actions.paid import Price, note_paid
from backend.crm.pricebook.actions.rules import said

__all__ = [
    "Backdated",
    "EmptyBook",
    "NothingToChange",
    "Overlap",
    "Price",
    "RevisedAlready",
    "approve",
    "change",
    "copy",
    "create",
    "goods_of",
    "mass_change",
    "note_paid",
    "realign",
    "retire",
    "revise",
    "said",
]
