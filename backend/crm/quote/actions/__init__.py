"""What people and customers do with quotes."""

from backend.crm.quote.actions.draft import change, create, reprice, revise
from backend.crm.quote.actions.life import (
    accept,
    expire,
    mark_contracted,
    mark_stale,
    reject,
    send,
)
from backend.crm.quote.actions.links import (
    Caller,
    LinkClosed,
    accept_by_link,
    note_viewed,
    reject_by_link,
    share,
    unshare,
)
from backend.crm.quote.actions.review import (
    COUNTERSIGN,
    approve,
    change_rule,
    create_rule,
    return_to_draft,
    seed_rules,
    submit,
)
from backend.crm.quote.actions.terms import TermTotal
from backend.crm.quote.actions.terms import compare as compare_terms

__all__ = [
    "COUNTERSIGN",
    "Caller",
    "LinkClosed",
    "TermTotal",
    "accept",
    "accept_by_link",
    "approve",
    "change",
    "change_rule",
    "compare_terms",
    "create",
    "create_rule",
    "expire",
    "mark_contracted",
    "mark_stale",
    "note_viewed",
    "reject",
    "reject_by_link",
    "reprice",
    "return_to_draft",
    "revise",
    "seed_rules",
    "send",
    "share",
    "submit",
    "unshare",
]
