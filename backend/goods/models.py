"""Every table of the goods room."""

from backend.goods.cost.models import CostEntry, CostLayer, CostPool
from backend.goods.product.models import Product
from backend.goods.stock.models import Balance, Lot, LotLink, Reservation, StockMove
from backend.goods.warehouse.models import Warehouse
from backend.goods.weighing.models import (
    CounterWeight,
    Reading,
    ReadingConfirmation,
    Scale,
    ScaleDifference,
    TicketDeduction,
    VehicleTare,
    WeighTicket,
)

__all__ = [
    "Balance",
    "CostEntry",
    "CostLayer",
    "CostPool",
    "CounterWeight",
    "Lot",
    "LotLink",
    "Product",
    "Reading",
    "ReadingConfirmation",
    "Reservation",
    "Scale",
    "ScaleDifference",
    "StockMove",
    "TicketDeduction",
    "VehicleTare",
    "Warehouse",
    "WeighTicket",
]
