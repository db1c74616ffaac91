"""The HTTP door of opportunities and pipelines."""

from backend.core.http.doors import router_for
from backend.crm.opportunity.schemas import OPPORTUNITY, PIPELINE

ROUTERS = {"opportunities": router_for(OPPORTUNITY), "pipelines": router_for(PIPELINE)}
