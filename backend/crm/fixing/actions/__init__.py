"""What people do with a fixing."""

from backend.crm.fixing.actions.calls import (
    AlreadySettled,
    NoQuoteYet,
    book,
    create,
    default,
    expire,
    expire_all,
    reject,
    reverse,
    tell_corrected,
)
from backend.crm.fixing.actions.checks import (
    CalledTooLate,
    NoDefault,
    NotAuthorised,
    NotCallable,
    NoTrading,
    OffTick,
    OutsideWindow,
    TooManyTranches,
    TooSmall,
)
from backend.crm.fixing.actions.exposure import follow_average

__all__ = [
    "AlreadySettled",
    "CalledTooLate",
    "NoDefault",
    "NoQuoteYet",
    "NoTrading",
    "NotAuthorised",
    "NotCallable",
    "OffTick",
    "OutsideWindow",
    "TooManyTranches",
    "TooSmall",
    "book",
    "create",
    "default",
    "expire",
    "expire_all",
    "follow_average",
    "reject",
    "reverse",
    "tell_corrected",
]
