"""What happens to a position: entries, the check before a trade, limits and their breaches."""

from backend.market.position.actions.breaches import approve, escalate, review
from backend.market.position.actions.checking import LimitBlocked, require
from backend.market.position.actions.limits import change, create
from backend.market.position.actions.posting import Post, post, post_all, restate

__all__ = [
    "LimitBlocked",
    "Post",
    "approve",
    "change",
    "create",
    "escalate",
    "post",
    "post_all",
    "require",
    "restate",
    "review",
]
