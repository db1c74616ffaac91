"""What people do with a fixing of a purchase."""

from backend.supply.callprice.actions.calls import (
    book,
    create,
    default,
    expire,
    expire_all,
    reject,
    reverse,
)
from backend.supply.callprice.actions.exposure import follow_average

__all__ = [
    "book",
    "create",
    "default",
    "expire",
    "expire_all",
    "follow_average",
    "reject",
    "reverse",
]
