"""The HTTP door of safety stock and ageing rules."""

from backend.core.http.doors import router_for
from backend.goods.safety.schemas import AGEING, SAFETY

ROUTERS = {"safety-stocks": router_for(SAFETY), "ageing-rules": router_for(AGEING)}
