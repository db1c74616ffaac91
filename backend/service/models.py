"""Every table of the service room."""

from backend.service.asset.models import Asset, Component, Entitlement, Meter, Reading
from backend.service.dispatch.models import BoardMove, DispatchRule
from backend.service.engineer.models import Certificate, Engineer, Shift, Skill
from backend.service.link.models import CustomerLink, ReleasedFile
from backend.service.maintenance.models import KitPart, MaintenancePlan, Occasion, Trigger
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
from backend.service.workorder.models import (
    BillLine,
    Check,
    ChecklistItem,
    ChecklistTemplate,
    Expense,
    Labour,
    PartUsed,
    Photo,
    ServiceRate,
    Signature,
    Step,
    Travel,
    WorkOrder,
)

__all__ = [
    "Asset",
    "BillLine",
    "BoardMove",
    "Certificate",
    "Check",
    "ChecklistItem",
    "ChecklistTemplate",
    "Clock",
    "ClockChange",
    "Comment",
    "Component",
    "CustomerLink",
    "DispatchRule",
    "Engineer",
    "Entitlement",
    "Expense",
    "FaultCode",
    "KitPart",
    "Labour",
    "MaintenancePlan",
    "Meter",
    "Occasion",
    "PartUsed",
    "Pause",
    "Photo",
    "PriorityRule",
    "Reading",
    "ReleasedFile",
    "ServiceRate",
    "Shift",
    "Signature",
    "Skill",
    "SlaPolicy",
    "Step",
    "Ticket",
    "Travel",
    "Trigger",
    "WorkOrder",
]
