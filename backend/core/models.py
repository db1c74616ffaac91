"""Every table of the core room."""

from backend.core.access.models import Assignment, FieldRule, Grant, Role
from backend.core.audit.models import Check, Link
from backend.core.events.models import Cursor, DeadLetter, Epoch, Event, Seal
from backend.core.files.models import Attachment
from backend.core.idempotency.models import Answer
from backend.core.jobs.models import Job, JobRun
from backend.core.merging.models import (
    Alias,
    DuplicateGroup,
    DuplicateMember,
    DuplicatePair,
    MergeLog,
    Scan,
)
from backend.core.numbering.models import Series
from backend.core.party.models import (
    Party,
    PartyAddress,
    PartyBank,
    PartyKey,
    PartyPhone,
)
from backend.core.people.models import ApiKey, Departure, Membership, Unit, User
from backend.core.spreadsheet.models import (
    ExportFile,
    ExternalKey,
    ImportBatch,
    ImportChunk,
    ImportMapping,
)

__all__ = [
    "Alias",
    "Answer",
    "ApiKey",
    "Assignment",
    "Attachment",
    "Check",
    "Cursor",
    "DeadLetter",
    "Departure",
    "DuplicateGroup",
    "DuplicateMember",
    "DuplicatePair",
    "Epoch",
    "Event",
    "ExportFile",
    "ExternalKey",
    "FieldRule",
    "Grant",
    "ImportBatch",
    "ImportChunk",
    "ImportMapping",
    "Job",
    "JobRun",
    "Link",
    "Membership",
    "MergeLog",
    "Party",
    "PartyAddress",
    "PartyBank",
    "PartyKey",
    "PartyPhone",
    "Role",
    "Scan",
    "Seal",
    "Series",
    "Unit",
    "User",
]
