"""Questions that follow goods through every hand."""

from backend.service.trace.queries.papers import Paper
from backend.service.trace.queries.report import (
    Customer,
    Found,
    Kin,
    Link,
    Place,
    Supplier,
    find,
)
from backend.service.trace.queries.starts import Unknown

__all__ = [
    "Customer",
    "Found",
    "Kin",
    "Link",
    "Paper",
    "Place",
    "Supplier",
    "Unknown",
    "find",
]
