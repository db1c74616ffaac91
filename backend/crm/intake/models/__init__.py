"""Forms, receipts, assignment rules and absences."""

from backend.crm.intake.models.form import FormReceipt, LeadForm
from backend.crm.intake.models.rule import Absence, AssignmentRule, RuleSeat, RuleTurn

__all__ = ["Absence", "AssignmentRule", "FormReceipt", "LeadForm", "RuleSeat", "RuleTurn"]
