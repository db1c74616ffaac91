"""Every table of the core room."""

from backend.core.access.models import Assignment, FieldRule, Grant, Role
from backend.core.audit.models import Check, Link
from backend.core.events.models import Cursor, DeadLetter, Epoch, Event, Seal
from backend.core.files.models import Attachment
from backend.core.idempotency.models import Answer
from backend.core.jobs.models import Job, JobRun
from backend.core.numbering.models import Series
from backend.core.party.models import (
    Party,
    PartyAddress,
    PartyBank,
    PartyKey,
    PartyPhone,
)
from backend.core.people.models import ApiKey, Departure, Membership, Unit, User

__all__ = [
    "Answer",
    "ApiKey",
    "Assignment",
    "Attachment",
    "Check",
    "Cursor",
    "DeadLetter",
    "Departure",
    "Epoch",
    "Event",
    "FieldRule",
    "Grant",
    "Job",
    "JobRun",
    "Link",
    "Membership",
    "Party",
    "PartyAddress",
    "PartyBank",
    "PartyKey",
    "PartyPhone",
    "Role",
    "Seal",
    "Series",
    "Unit",
    "User",
]
