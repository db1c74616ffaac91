"""Lots, the ledger of their movements, the balances it adds up to, and who has first claim.

`owner_party` is whose goods they are; `owner` (of every document) is the responsible person.
"""

from backend.core.documents.source import Source
from backend.goods.stock.models.ledger import Balance, Reservation, StockMove
from backend.goods.stock.models.lots import Clearance, Lot, LotLink

__all__ = ["Balance", "Clearance", "Lot", "LotLink", "Reservation", "Source", "StockMove"]
