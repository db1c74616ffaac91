"""The HTTP door of warehouses."""

from backend.core.http.doors import router_for
from backend.goods.warehouse.schemas import WAREHOUSE

ROUTERS = {"warehouses": router_for(WAREHOUSE)}
