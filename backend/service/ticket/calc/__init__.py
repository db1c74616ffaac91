"""Sums of tickets on plain values: how pressing, by when, how much time is left."""

from backend.service.ticket.calc.matrix import (
    MATRIX,
    PROMISES,
    REMEDIES,
    SYMPTOMS,
    Owed,
    Promise,
    priority_of,
)
from backend.service.ticket.calc.sla import (
    AFTER,
    ALARM,
    ALWAYS,
    Always,
    Business,
    Hours,
    Span,
    alarm,
    believed,
    share,
    spent,
    target,
    waited,
)

__all__ = [
    "AFTER",
    "ALARM",
    "ALWAYS",
    "MATRIX",
    "PROMISES",
    "REMEDIES",
    "SYMPTOMS",
    "Always",
    "Business",
    "Hours",
    "Owed",
    "Promise",
    "Span",
    "alarm",
    "believed",
    "priority_of",
    "share",
    "spent",
    "target",
    "waited",
]
