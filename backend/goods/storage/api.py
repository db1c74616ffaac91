"""The HTTP door of storage rates and bills."""

from backend.core.http.doors import router_for
from backend.goods.storage.schemas import RUN, TARIFF

ROUTERS = {"storagetariffs": router_for(TARIFF), "storageruns": router_for(RUN)}
