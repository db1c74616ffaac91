"""What we owe as machines see it."""

from backend.supply.payable.schemas.invoices import SUPPLIER_INVOICE
from backend.supply.payable.schemas.payables import (
    PAYABLE,
    SupplierAgeingOut,
    SupplierAgeingQuery,
)
from backend.supply.payable.schemas.payments import PAYMENT
from backend.supply.payable.schemas.statements import SUPPLIER_STATEMENT

__all__ = [
    "PAYABLE",
    "PAYMENT",
    "SUPPLIER_INVOICE",
    "SUPPLIER_STATEMENT",
    "SupplierAgeingOut",
    "SupplierAgeingQuery",
]
