"""Opportunities, and the pipelines whose stages they pass."""

from backend.crm.opportunity.models.history import StageHistory
from backend.crm.opportunity.models.opportunity import (
    Forecast,
    LostReason,
    Opportunity,
    OpportunityCompetitor,
    OpportunityItem,
)
from backend.crm.opportunity.models.pipeline import Business, Pipeline, Stage

__all__ = [
    "Business",
    "Forecast",
    "LostReason",
    "Opportunity",
    "OpportunityCompetitor",
    "OpportunityItem",
    "Pipeline",
    "Stage",
    "StageHistory",
]
