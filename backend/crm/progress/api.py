"""The HTTP door of production progress."""

from backend.core.http.doors import router_for
from backend.crm.progress.schemas import PROGRESS

ROUTERS = {"progresses": router_for(PROGRESS)}
