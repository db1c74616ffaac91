"""Every table of the service room."""

from backend.service.asset.models import Asset, Component, Entitlement, Meter, Reading
from backend.service.engineer.models import Certificate, Engineer, Shift, Skill
from backend.service.ticket.models import (
    Clock,
    ClockChange,
    Comment,
    FaultCode,
    Pause,
    PriorityRule,
    SlaPolicy,
    Ticket,
)

__all__ = [
    "Asset",
    "Certificate",
    "Clock",
    "ClockChange",
    "Comment",
    "Component",
    "Engineer",
    "Entitlement",
    "FaultCode",
    "Meter",
    "Pause",
    "PriorityRule",
    "Reading",
    "Shift",
    "Skill",
    "SlaPolicy",
    "Ticket",
]
