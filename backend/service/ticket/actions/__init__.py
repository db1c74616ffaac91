"""What people, links, the clock and other papers do with tickets."""

from backend.service.ticket.actions.alone import close_due, tell_due
from backend.service.ticket.actions.merging import merge
from backend.service.ticket.actions.moves import (
    assign,
    attach,
    cancel,
    change,
    close,
    reopen,
    reprioritise,
    resolve,
    restore,
    resume,
    start,
    triage,
    wait,
)
from backend.service.ticket.actions.notes import (
    note_assigned,
    note_on_site,
    note_resolved,
    note_restored,
    note_waiting,
)
from backend.service.ticket.actions.opening import create, open_for
from backend.service.ticket.actions.paying import agree, answer, estimate, waive
from backend.service.ticket.actions.reporting import Report, receive_mail, report
from backend.service.ticket.actions.rules import (
    change_code,
    change_priority,
    change_promise,
    name_code,
    set_priority,
    set_promise,
)
from backend.service.ticket.actions.talking import comment, hear_customer, object_to, take_photo

__all__ = [
    "Report",
    "agree",
    "answer",
    "assign",
    "attach",
    "cancel",
    "change",
    "change_code",
    "change_priority",
    "change_promise",
    "close",
    "close_due",
    "comment",
    "create",
    "estimate",
    "hear_customer",
    "merge",
    "name_code",
    "note_assigned",
    "note_on_site",
    "note_resolved",
    "note_restored",
    "note_waiting",
    "object_to",
    "open_for",
    "receive_mail",
    "reopen",
    "report",
    "reprioritise",
    "resolve",
    "restore",
    "resume",
    "set_priority",
    "set_promise",
    "start",
    "take_photo",
    "tell_due",
    "triage",
    "wait",
    "waive",
]
