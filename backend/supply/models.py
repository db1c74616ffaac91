"""Every table of the supply room."""

from backend.supply.callprice.models import PurchaseFixing
from backend.supply.pricesettlement.models import (
    PriceSettlement,
    PriceSettlementLine,
    SettledLot,
)
from backend.supply.purchase.models import Purchase, PurchaseChange, PurchaseLine, PurchaseTerm

__all__ = [
    "PriceSettlement",
    "PriceSettlementLine",
    "Purchase",
    "PurchaseChange",
    "PurchaseFixing",
    "PurchaseLine",
    "PurchaseTerm",
    "SettledLot",
]
