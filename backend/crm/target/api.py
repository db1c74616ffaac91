"""The HTTP door of sales targets."""

from backend.core.http.doors import router_for
from backend.crm.target.schemas import TARGET

ROUTERS = {"targets": router_for(TARGET)}
