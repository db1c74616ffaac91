"""The sums of dispatch: who suits a job, and whether a day can be driven."""

from backend.service.dispatch.calc.gaps import gaps
from backend.service.dispatch.calc.scoring import (
    Booking,
    Excluded,
    Job,
    Offer,
    Person,
    Point,
    Rules,
    book,
    rank,
    travel,
)

__all__ = [
    "Booking",
    "Excluded",
    "Job",
    "Offer",
    "Person",
    "Point",
    "Rules",
    "book",
    "gaps",
    "rank",
    "travel",
]
