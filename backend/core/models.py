"""Every table of the core room."""

from backend.core.access.models import Assignment, FieldRule, Grant, Role
from backend.core.events.models import Cursor, Event, Seal
from backend.core.idempotency.models import Answer
from backend.core.numbering.models import Series
from backend.core.party.models import Party, PartyAddress, PartyBank
from backend.core.people.models import ApiKey, Membership, Unit, User

__all__ = [
    "Answer",
    "ApiKey",
    "Assignment",
    "Cursor",
    "Event",
    "FieldRule",
    "Grant",
    "Membership",
    "Party",
    "PartyAddress",
    "PartyBank",
    "Role",
    "Seal",
    "Series",
    "Unit",
    "User",
]
