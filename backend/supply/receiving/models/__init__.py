"""The rows of receiving."""

from backend.supply.receiving.models.notice import ArrivalNotice, NoticeLine
from backend.supply.receiving.models.quality import (
    Characteristic,
    Inspection,
    InspectionPlan,
    InspectionValue,
)
from backend.supply.receiving.models.receipt import GoodsReceipt, GoodsReceiptLine

__all__ = [
    "ArrivalNotice",
    "Characteristic",
    "GoodsReceipt",
    "GoodsReceiptLine",
    "Inspection",
    "InspectionPlan",
    "InspectionValue",
    "NoticeLine",
]
