"""Forms, assignment rules and absences as machines see them."""

from backend.crm.intake.schemas.forms import (
    LEAD_FORM,
    FormReceiptOut,
    FormSubmit,
    PublicFormOut,
    answers_of,
    public,
)
from backend.crm.intake.schemas.rules import ABSENCE, ASSIGNMENT_RULE, RuleRun, RuleRunOut

__all__ = [
    "ABSENCE",
    "ASSIGNMENT_RULE",
    "LEAD_FORM",
    "FormReceiptOut",
    "FormSubmit",
    "PublicFormOut",
    "RuleRun",
    "RuleRunOut",
    "answers_of",
    "public",
]
