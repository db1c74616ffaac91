"""The HTTP door of the rules of levels."""

from backend.core.http.doors import router_for
from backend.crm.portrait.schemas import LEVEL_RULE

ROUTERS = {"level-rules": router_for(LEVEL_RULE)}
