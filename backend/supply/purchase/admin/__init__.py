"""Purchases and their changes in the back office, and which of them wait for somebody."""

from backend.supply.purchase.admin import waiting
from backend.supply.purchase.admin.pages import PurchaseAdmin, PurchaseChangeAdmin

__all__ = ["PurchaseAdmin", "PurchaseChangeAdmin", "waiting"]
