"""Lots, movements, claims and availability as machines see them."""

from backend.goods.stock.schemas.availability import StockPage, StockQuery, StockRow
from backend.goods.stock.schemas.ledger import MOVE, RESERVATION
from backend.goods.stock.schemas.lots import LOT
from backend.goods.stock.schemas.tracing import TraceOut, TraceQuery

__all__ = [
    "LOT",
    "MOVE",
    "RESERVATION",
    "StockPage",
    "StockQuery",
    "StockRow",
    "TraceOut",
    "TraceQuery",
]
