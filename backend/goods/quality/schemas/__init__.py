"""Quality as machines see it."""

from backend.goods.quality.schemas.inspections import INSPECTION
from backend.goods.quality.schemas.plans import INSPECTION_PLAN

__all__ = ["INSPECTION", "INSPECTION_PLAN"]
