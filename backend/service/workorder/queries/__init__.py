"""Questions about work orders."""

from backend.service.workorder.queries import books
from backend.service.workorder.queries.goods import Bought, bought_from, oldest_lot, parts_of
from backend.service.workorder.queries.lists import (
    checklist_for,
    company_name,
    failed,
    given,
    limits,
    missing,
    pictures,
    rates,
)
from backend.service.workorder.queries.text import answer_text, document_digest, shown_text

__all__ = [
    "Bought",
    "answer_text",
    "books",
    "bought_from",
    "checklist_for",
    "company_name",
    "document_digest",
    "failed",
    "given",
    "limits",
    "missing",
    "oldest_lot",
    "parts_of",
    "pictures",
    "rates",
    "shown_text",
]
