"""What people, rules and news do with tasks."""

from backend.crm.task.actions.closing import close_by, close_if_answered
from backend.crm.task.actions.opening import change, create, open_once
from backend.crm.task.actions.steps import adopt_steps, follow_owner, keep_step
from backend.crm.task.actions.working import (
    assign,
    cancel,
    complete,
    reschedule,
    skip,
    start,
    take_next,
)

__all__ = [
    "adopt_steps",
    "assign",
    "cancel",
    "change",
    "close_by",
    "close_if_answered",
    "complete",
    "create",
    "follow_owner",
    "keep_step",
    "open_once",
    "reschedule",
    "skip",
    "start",
    "take_next",
]
