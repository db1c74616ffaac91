"""The HTTP door of landed cost."""

from backend.core.http.doors import router_for
from backend.goods.landed.schemas import LANDED

ROUTERS = {"landed-costs": router_for(LANDED)}
