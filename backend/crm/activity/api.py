"""The HTTP door of follow-ups."""

from backend.core.http.doors import router_for
from backend.crm.activity.schemas import FOLLOW_UP

ROUTERS = {"followups": router_for(FOLLOW_UP)}
