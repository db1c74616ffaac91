"""The HTTP door of rates."""

from backend.core.http.doors import router_for
from backend.market.fx.schemas import FX_RATE

ROUTERS = {"fx-rates": router_for(FX_RATE)}
