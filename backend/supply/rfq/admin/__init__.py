"""The back office of requests for quotation, opening keys, suppliers' quotes and awards."""

from backend.supply.rfq.admin.answers import AwardAdmin, OpeningKeyAdmin, SupplierQuoteAdmin
from backend.supply.rfq.admin.asking import RfqAdmin

__all__ = ["AwardAdmin", "OpeningKeyAdmin", "RfqAdmin", "SupplierQuoteAdmin"]
