"""Receiving as machines see it."""

from backend.supply.receiving.schemas.notices import NOTICE
from backend.supply.receiving.schemas.quality import INSPECTION, INSPECTION_PLAN
from backend.supply.receiving.schemas.receipts import RECEIPT

__all__ = ["INSPECTION", "INSPECTION_PLAN", "NOTICE", "RECEIPT"]
