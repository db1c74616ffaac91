"""What people do with a transfer of title."""

from backend.core.events import log
from backend.goods.title.actions.drafting import cancel, change, create
from backend.goods.title.actions.passing import confirm, issue, reject, reverse, take_effect

log.declare(
    "goods.titletransfer.created",
    "goods.titletransfer.changed",
    "goods.titletransfer.cancelled",
    "goods.titletransfer.issued",
    "goods.titletransfer.confirmed",
    "goods.titletransfer.rejected",
    "goods.titletransfer.took_effect",
    "goods.titletransfer.reversed",
)

__all__ = [
    "cancel",
    "change",
    "confirm",
    "create",
    "issue",
    "reject",
    "reverse",
    "take_effect",
]
