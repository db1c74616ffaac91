"""What people do with invoices."""

from backend.core.events import log
from backend.crm.invoice.actions.draft import change, create
from backend.crm.invoice.actions.issue import apply, issue, red, send_back, void

log.declare(
    "crm.invoice.created",
    "crm.invoice.changed",
    "crm.invoice.applied",
    "crm.invoice.sent_back",
    "crm.invoice.issued",
    "crm.invoice.turned_red",
    "crm.invoice.red_issued",
    "crm.invoice.voided",
)

__all__ = ["apply", "change", "create", "issue", "red", "send_back", "void"]
