"""The HTTP door of quality."""

from backend.core.http.doors import router_for
from backend.goods.quality.schemas import INSPECTION, INSPECTION_PLAN

ROUTERS = {
    "inspection-plans": router_for(INSPECTION_PLAN),
    "inspections": router_for(INSPECTION),
}
