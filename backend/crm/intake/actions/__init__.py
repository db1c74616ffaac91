"""What people do with forms, rules and absences; what strangers do with a form."""

from backend.crm.intake.actions.absences import cancel_absence, create_absence
from backend.crm.intake.actions.forms import change_form, close_form, create_form, reopen_form
from backend.crm.intake.actions.placing import place, run
from backend.crm.intake.actions.rules import change_rule, create_rule
from backend.crm.intake.actions.submitting import FormGone, OriginRefused, submit

__all__ = [
    "FormGone",
    "OriginRefused",
    "cancel_absence",
    "change_form",
    "change_rule",
    "close_form",
    "create_absence",
    "create_form",
    "create_rule",
    "place",
    "reopen_form",
    "run",
    "submit",
]
