"""Every table of the crm room."""

from backend.crm.activity.models import FollowUp
from backend.crm.customer.models import Contact, Customer, Requirement
from backend.crm.lead.models import Lead, LeadItem
from backend.crm.opportunity.models import Opportunity, Pipeline, Stage, StageHistory

__all__ = [
    "Contact",
    "Customer",
    "FollowUp",
    "Lead",
    "LeadItem",
    "Opportunity",
    "Pipeline",
    "Requirement",
    "Stage",
    "StageHistory",
]
