"""The rows of what we owe."""

from backend.supply.payable.models.account import SupplierEntry, SupplierStatement
from backend.supply.payable.models.invoice import SupplierInvoice, SupplierInvoiceLine
from backend.supply.payable.models.plan import Payable, Payment, PaymentAllocation

__all__ = [
    "Payable",
    "Payment",
    "PaymentAllocation",
    "SupplierEntry",
    "SupplierInvoice",
    "SupplierInvoiceLine",
    "SupplierStatement",
]
