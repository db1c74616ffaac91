"""The HTTP door of price alerts."""

from backend.core.http.doors import router_for
from backend.market.alert.schemas import ALERT

ROUTERS = {"alerts": router_for(ALERT)}
