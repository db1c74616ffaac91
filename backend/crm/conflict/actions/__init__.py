"""What people do about conflicts."""

from backend.crm.conflict.actions.deciding import (
    agree,
    appeal,
    close,
    decide,
    request_evidence,
    review,
)
from backend.crm.conflict.actions.raising import add_evidence, create

__all__ = [
    "add_evidence",
    "agree",
    "appeal",
    "close",
    "create",
    "decide",
    "request_evidence",
    "review",
]
