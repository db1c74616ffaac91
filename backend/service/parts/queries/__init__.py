"""Questions about spare parts."""

from backend.service.parts.queries.books import returns_add_up
from backend.service.parts.queries.finding import FoundPart, Suggestion, find, suggest
from backend.service.parts.queries.promise import Promise, promise_of, warranty_for
from backend.service.parts.queries.vans import Lack, lacks

__all__ = [
    "FoundPart",
    "Lack",
    "Promise",
    "Suggestion",
    "find",
    "lacks",
    "promise_of",
    "returns_add_up",
    "suggest",
    "warranty_for",
]
