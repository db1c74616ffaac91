"""What people, links, the clock and other papers do with tickets."""

from backend.service.ticket.actions.notes import (
    note_assigned,
    note_on_site,
    note_resolved,
    note_restored,
    note_waiting,
)
from backend.service.ticket.actions.opening import create, open_for

__all__ = [
    "create",
    "note_assigned",
    "note_on_site",
    "note_resolved",
    "note_restored",
    "note_waiting",
    "open_for",
]
