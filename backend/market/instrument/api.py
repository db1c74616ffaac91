"""The HTTP door of instruments."""

from backend.core.http.doors import router_for
from backend.market.instrument.schemas import INSTRUMENT

ROUTERS = {"instruments": router_for(INSTRUMENT)}
