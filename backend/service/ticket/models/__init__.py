"""Tickets, their clocks, what was said about them, and the rules by which they are promised."""

from backend.service.ticket.models.clock import Clock, ClockChange, Pause
from backend.service.ticket.models.comment import Comment
from backend.service.ticket.models.rules import FaultCode, PriorityRule, SlaPolicy
from backend.service.ticket.models.ticket import Level, Priority, Ticket

__all__ = [
    "Clock",
    "ClockChange",
    "Comment",
    "FaultCode",
    "Level",
    "Pause",
    "Priority",
    "PriorityRule",
    "SlaPolicy",
    "Ticket",
]
