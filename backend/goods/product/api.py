"""The HTTP door of products."""

from backend.core.http.doors import router_for
from backend.goods.product.schemas import PRODUCT

ROUTERS = {"products": router_for(PRODUCT)}
