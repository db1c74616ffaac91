"""Every table of the goods room."""

from backend.goods.cost.models import CostEntry, CostLayer, CostPool
from backend.goods.count.models import CountLine, StockCount
from backend.goods.landed.models import LandedCharge, LandedCost, LandedShare
from backend.goods.product.models import Product
from backend.goods.safety.models import AgeingAlert, AgeingRule, SafetyStock
from backend.goods.stock.models import Balance, Lot, LotLink, Reservation, StockMove
from backend.goods.storage.models import StorageCharge, StorageRun, StorageTariff
from backend.goods.title.models import TitleLine, TitleTransfer
from backend.goods.warehouse.models import Warehouse
from backend.goods.warrant.models import Warrant, WarrantLine
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
    "AgeingAlert",
    "AgeingRule",
    "Balance",
    "CostEntry",
    "CostLayer",
    "CostPool",
    "CountLine",
    "CounterWeight",
    "LandedCharge",
    "LandedCost",
    "LandedShare",
    "Lot",
    "LotLink",
    "Product",
    "Reading",
    "ReadingConfirmation",
    "Reservation",
    "SafetyStock",
    "Scale",
    "ScaleDifference",
    "StockCount",
    "StockMove",
    "StorageCharge",
    "StorageRun",
    "StorageTariff",
    "TicketDeduction",
    "TitleLine",
    "TitleTransfer",
    "VehicleTare",
    "Warehouse",
    "Warrant",
    "WarrantLine",
    "WeighTicket",
]
