"""A purchase, its lines, its payment terms and its agreed changes."""

from backend.supply.purchase.models.change import PurchaseChange
from backend.supply.purchase.models.line import PurchaseLine
from backend.supply.purchase.models.purchase import Axis, Purchase
from backend.supply.purchase.models.term import PurchaseTerm

__all__ = ["Axis", "Purchase", "PurchaseChange", "PurchaseLine", "PurchaseTerm"]
