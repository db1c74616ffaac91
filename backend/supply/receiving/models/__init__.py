"""The rows of receiving."""

from backend.supply.receiving.models.notice import ArrivalNotice, NoticeLine
from backend.supply.receiving.models.receipt import GoodsReceipt, GoodsReceiptLine

__all__ = ["ArrivalNotice", "GoodsReceipt", "GoodsReceiptLine", "NoticeLine"]
