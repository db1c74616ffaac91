"""What people do with customers and the people in them."""

from backend.crm.customer.actions.contacts import (
    change_contact,
    come_back,
    create_contact,
    leave,
)
from backend.crm.customer.actions.keeping import follow_party, measure_all, note_contact
from backend.crm.customer.actions.life import develop, grade, lose, note_deal, rest, revive
from backend.crm.customer.actions.opening import (
    AlreadyCustomer,
    change,
    create,
    create_from_party,
)
from backend.crm.customer.actions.ownership import assign, give, lock, unlock

__all__ = [
    "AlreadyCustomer",
    "assign",
    "change",
    "change_contact",
    "come_back",
    "create",
    "create_contact",
    "create_from_party",
    "develop",
    "follow_party",
    "give",
    "grade",
    "leave",
    "lock",
    "lose",
    "measure_all",
    "note_contact",
    "note_deal",
    "rest",
    "revive",
    "unlock",
]
