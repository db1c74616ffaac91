"""The HTTP door of warehouse receipts."""

from backend.core.http.doors import router_for
from backend.goods.warrant.schemas import WARRANT

ROUTERS = {"warrants": router_for(WARRANT)}
