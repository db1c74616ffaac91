"""The tables of price books."""

from backend.crm.pricebook.models.book import PriceBook, Scope, Unit, WeightBasis
from backend.crm.pricebook.models.entry import PriceEntry
from backend.crm.pricebook.models.paid import PricePaid

__all__ = ["PriceBook", "PriceEntry", "PricePaid", "Scope", "Unit", "WeightBasis"]
