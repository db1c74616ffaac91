"""What people and papers do with a requisition."""

from backend.supply.requisition.actions.deciding import (
    approve,
    cancel,
    close,
    reject,
    reopen,
    source,
    submit,
)
from backend.supply.requisition.actions.drafting import NoLines, change, create
from backend.supply.requisition.actions.merging import NothingToMerge, merge
from backend.supply.requisition.actions.opening import Need, open_for
from backend.supply.requisition.actions.ordering import (
    LineCovered,
    NotToBuy,
    note_ordered,
    note_sourcing,
)

__all__ = [
    "LineCovered",
    "Need",
    "NoLines",
    "NotToBuy",
    "NothingToMerge",
    "approve",
    "cancel",
    "change",
    "close",
    "create",
    "merge",
    "note_ordered",
    "note_sourcing",
    "open_for",
    "reject",
    "reopen",
    "source",
    "submit",
]
