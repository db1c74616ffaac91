"""What dispatchers, engineers, customers and the office do with a work order."""

from backend.service.workorder.actions.opening import create, create_for
from backend.service.workorder.actions.plan import (
    EngineerTaken,
    cancel,
    change,
    dispatch,
    schedule,
    unschedule,
)
from backend.service.workorder.actions.review import close, review
from backend.service.workorder.actions.road import accept, arrive, decline, depart, no_access
from backend.service.workorder.actions.rows import (
    add_expense,
    add_photo,
    check,
    log_labour,
    log_travel,
)
from backend.service.workorder.actions.setup import (
    change_rate,
    change_template,
    create_rate,
    create_template,
)
from backend.service.workorder.actions.signing import refuse_sign, sign
from backend.service.workorder.actions.using import PartNotThere, take_back_part, use_part
from backend.service.workorder.actions.work import (
    ChecksMissing,
    finish,
    follow_up,
    pause,
    resume,
    rework,
    start,
)

__all__ = [
    "ChecksMissing",
    "EngineerTaken",
    "PartNotThere",
    "accept",
    "add_expense",
    "add_photo",
    "arrive",
    "cancel",
    "change",
    "change_rate",
    "change_template",
    "check",
    "close",
    "create",
    "create_for",
    "create_rate",
    "create_template",
    "decline",
    "depart",
    "dispatch",
    "finish",
    "follow_up",
    "log_labour",
    "log_travel",
    "no_access",
    "pause",
    "refuse_sign",
    "resume",
    "review",
    "rework",
    "schedule",
    "sign",
    "start",
    "take_back_part",
    "unschedule",
    "use_part",
]
