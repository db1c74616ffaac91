"""Every table of the service room."""

from backend.service.asset.models import Asset, Component, Entitlement, Meter, Reading
from backend.service.dispatch.models import BoardMove, DispatchRule
from backend.service.engineer.models import Certificate, Engineer, Shift, Skill
from backend.service.figures.models import FigureGoal
from backend.service.knowledge.models import ArticlePart, ArticleUse, KnowledgeArticle
from backend.service.link.models import CustomerLink, ReleasedFile
from backend.service.maintenance.models import KitPart, MaintenancePlan, Occasion, Trigger
from backend.service.parts.models import (
    DefectiveReturn,
    Fitment,
    PartReference,
    PartsLine,
    PartsRequest,
    PartsSent,
    SupplierWarranty,
    VanLevel,
    WarrantyClaim,
)
from backend.service.survey.models import Survey
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
from backend.service.trace.models import Recall
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
    "ArticlePart",
    "ArticleUse",
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
    "DefectiveReturn",
    "DispatchRule",
    "Engineer",
    "Entitlement",
    "Expense",
    "FaultCode",
    "FigureGoal",
    "Fitment",
    "KitPart",
    "KnowledgeArticle",
    "Labour",
    "MaintenancePlan",
    "Meter",
    "Occasion",
    "PartReference",
    "PartUsed",
    "PartsLine",
    "PartsRequest",
    "PartsSent",
    "Pause",
    "Photo",
    "PriorityRule",
    "Reading",
    "Recall",
    "ReleasedFile",
    "ServiceRate",
    "Shift",
    "Signature",
    "Skill",
    "SlaPolicy",
    "Step",
    "SupplierWarranty",
    "Survey",
    "Ticket",
    "Travel",
    "Trigger",
    "VanLevel",
    "WarrantyClaim",
    "WorkOrder",
]
