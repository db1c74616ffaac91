"""What people and other papers do with the plan and with receipts."""

from backend.core.events import log
from backend.crm.receivable.actions.allocation import allocate
from backend.crm.receivable.actions.plan import (
    close_plan,
    finalise,
    open_plan,
    restate,
    trigger,
    undo_finalise,
)
from backend.crm.receivable.actions.promises import promise, refund, undo_refund
from backend.crm.receivable.actions.receipts import identify, register
from backend.crm.receivable.actions.taking_back import reverse, unallocate

log.declare(
    "crm.receivable.opened",
    "crm.receivable.triggered",
    "crm.receivable.restated",
    "crm.receivable.finalised",
    "crm.receivable.unfinalised",
    "crm.receivable.voided",
    "crm.receivable.paid",
    "crm.receivable.unpaid",
    "crm.receivable.promised",
    "crm.receivable.refunded",
    "crm.receivable.refund_undone",
    "crm.receipt.registered",
    "crm.receipt.identified",
    "crm.receipt.allocated",
    "crm.receipt.unallocated",
    "crm.receipt.reversed",
)

__all__ = [
    "allocate",
    "close_plan",
    "finalise",
    "identify",
    "open_plan",
    "promise",
    "refund",
    "register",
    "restate",
    "reverse",
    "trigger",
    "unallocate",
    "undo_finalise",
    "undo_refund",
]
