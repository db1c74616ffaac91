"""What is done with mills, bills of processing, orders and their statements."""

from backend.supply.processing.actions.ending import (
    cancel,
    close,
    dispute,
    hold,
    resolve,
    resume,
)
from backend.supply.processing.actions.explaining import (
    reconcile,
    record_loss,
    reopen,
    report,
)
from backend.supply.processing.actions.order import (
    approve,
    change,
    create,
    reject,
    release,
    start,
    submit,
)
from backend.supply.processing.actions.receiving import receive
from backend.supply.processing.actions.returning import give_back, swap
from backend.supply.processing.actions.sending import counter, issue
from backend.supply.processing.actions.settlement import (
    agree,
    match,
    recompute,
    settle,
    void,
)
from backend.supply.processing.actions.settlement import create as create_settlement
from backend.supply.processing.actions.setup import (
    activate_bom,
    change_bom,
    change_processor,
    create_bom,
    create_processor,
    retire_bom,
    revise_bom,
)

__all__ = [
    "activate_bom",
    "agree",
    "approve",
    "cancel",
    "change",
    "change_bom",
    "change_processor",
    "close",
    "counter",
    "create",
    "create_bom",
    "create_processor",
    "create_settlement",
    "dispute",
    "give_back",
    "hold",
    "issue",
    "match",
    "receive",
    "recompute",
    "reconcile",
    "record_loss",
    "reject",
    "release",
    "reopen",
    "report",
    "resolve",
    "resume",
    "retire_bom",
    "revise_bom",
    "settle",
    "start",
    "submit",
    "swap",
    "void",
]
