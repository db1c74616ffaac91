"""What happens to a position: entries, the check before a trade, limits and their breaches."""

from backend.market.position.actions.breaches import approve, escalate, review
from backend.market.position.actions.checking import LimitBlocked, require
from backend.market.position.actions.entries import MadeByAPaper, enter, reverse
from backend.market.position.actions.limits import change, create
from backend.market.position.actions.posting import (
    Post,
    give_back,
    lock_books,
    post,
    post_all,
    restate,
)

__all__ = [
    "LimitBlocked",
    "MadeByAPaper",
    "Post",
    "approve",
    "change",
    "create",
    "enter",
    "escalate",
    "give_back",
    "lock_books",
    "post",
    "post_all",
    "require",
    "restate",
    "reverse",
    "review",
]
