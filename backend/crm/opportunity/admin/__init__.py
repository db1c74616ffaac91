"""Opportunities, pipelines, the board and the figures in the back office."""

from backend.crm.opportunity.admin import papers as papers
