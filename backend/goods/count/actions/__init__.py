"""What people do with a stock-take."""

from backend.core.events import log
from backend.goods.count.actions.counting import cancel, change, create, record, start
from backend.goods.count.actions.posting import approve, post, send_back, submit

log.declare(
    "goods.stockcount.created",
    "goods.stockcount.changed",
    "goods.stockcount.started",
    "goods.stockcount.recorded",
    "goods.stockcount.submitted",
    "goods.stockcount.sent_back",
    "goods.stockcount.approved",
    "goods.stockcount.posted",
    "goods.stockcount.cancelled",
)

__all__ = [
    "approve",
    "cancel",
    "change",
    "create",
    "post",
    "record",
    "send_back",
    "start",
    "submit",
]
