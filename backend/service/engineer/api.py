"""The HTTP door of engineers."""

from backend.core.http.doors import router_for
from backend.service.engineer.schemas import ENGINEER

ROUTERS = {"engineers": router_for(ENGINEER)}
