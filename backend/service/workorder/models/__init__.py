"""The work order, what was done on it, and the lists and prices it goes by."""

from backend.service.workorder.models.bill import BillLine, ServiceRate
from backend.service.workorder.models.checklist import Check, ChecklistItem, ChecklistTemplate
from backend.service.workorder.models.order import WorkOrder
from backend.service.workorder.models.rows import Expense, Labour, PartUsed, Step, Travel
from backend.service.workorder.models.sign import Photo, Signature

__all__ = [
    "BillLine",
    "Check",
    "ChecklistItem",
    "ChecklistTemplate",
    "Expense",
    "Labour",
    "PartUsed",
    "Photo",
    "ServiceRate",
    "Signature",
    "Step",
    "Travel",
    "WorkOrder",
]
