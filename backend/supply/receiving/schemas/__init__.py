"""Receiving as machines see it."""

from backend.supply.receiving.schemas.notices import NOTICE
from backend.supply.receiving.schemas.receipts import RECEIPT

__all__ = ["NOTICE", "RECEIPT"]
