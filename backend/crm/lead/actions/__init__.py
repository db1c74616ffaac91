"""What people do with leads."""

from backend.crm.lead.actions.conversion import OneCustomerOnly, convert
from backend.crm.lead.actions.life import (
    DuplicateOfWhat,
    TakenAlready,
    assign,
    claim,
    give,
    invalidate,
    mark_duplicate,
    note_contact,
    nurture,
    qualify,
    release,
    start,
    tell_late,
)
from backend.crm.lead.actions.receiving import (
    CustomersPhone,
    NobodyToCall,
    SamePhone,
    Sent,
    change,
    create,
    receive,
)

__all__ = [
    "CustomersPhone",
    "DuplicateOfWhat",
    "NobodyToCall",
    "OneCustomerOnly",
    "SamePhone",
    "Sent",
    "TakenAlready",
    "assign",
    "change",
    "claim",
    "convert",
    "create",
    "give",
    "invalidate",
    "mark_duplicate",
    "note_contact",
    "nurture",
    "qualify",
    "receive",
    "release",
    "start",
    "tell_late",
]
