"""The HTTP door of serials."""

from backend.core.http.doors import router_for
from backend.goods.serial.schemas import SERIAL

ROUTERS = {"serials": router_for(SERIAL)}
"""The routers by the names of their paths."""
