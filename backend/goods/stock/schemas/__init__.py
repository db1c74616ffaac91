"""Lots, movements, claims and availability as machines see them."""

from backend.goods.stock.schemas.availability import StockPage, StockQuery, StockRow
from backend.goods.stock.schemas.ledger import MOVE, RESERVATION
from backend.goods.stock.schemas.lots import LOT

__all__ = ["LOT", "MOVE", "RESERVATION", "StockPage", "StockQuery", "StockRow"]
