"""What people do with quotes."""

from backend.crm.quote.actions.draft import change, create, reprice, revise
from backend.crm.quote.actions.life import (
    accept,
    approve,
    expire,
    mark_contracted,
    reject,
    return_to_draft,
    send,
    submit,
)

__all__ = [
    "accept",
    "approve",
    "change",
    "create",
    "expire",
    "mark_contracted",
    "reject",
    "reprice",
    "return_to_draft",
    "revise",
    "send",
    "submit",
]
