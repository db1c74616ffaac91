"""The HTTP door of dead letters and of the log itself."""

from backend.core.events.schemas import DEAD_LETTER
from backend.core.http.doors import router_for

ROUTERS = {"dead-letters": router_for(DEAD_LETTER)}
