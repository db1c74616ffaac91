"""The HTTP door of leads."""

from backend.core.http.doors import router_for
from backend.crm.lead.schemas import LEAD

ROUTERS = {"leads": router_for(LEAD)}
