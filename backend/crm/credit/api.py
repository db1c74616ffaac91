"""The HTTP door of credit accounts."""

from backend.core.http.doors import router_for
from backend.crm.credit.schemas import CREDIT

ROUTERS = {"credits": router_for(CREDIT)}
